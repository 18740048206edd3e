using System.Text.Json.Serialization;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.ComputeTasks;

/// <summary>The life of a task (PROTOCOL §4).</summary>
[JsonConverter(typeof(EnumNameJsonConverter<ComputeTaskStatus>))]
public enum ComputeTaskStatus
{
    /// <summary>No such task.</summary>
    None,

    /// <summary>Accepted, waits for a worker.</summary>
    Submitted,

    /// <summary>A worker holds its lease.</summary>
    Assigned,

    /// <summary>A result is there and not yet verified.</summary>
    Executed,

    /// <summary>The result's evidence holds.</summary>
    Verified,

    /// <summary>In a sealed batch.</summary>
    Batched,

    /// <summary>The batch has its committee's signatures; the dispute window runs.</summary>
    Provisional,

    /// <summary>Beyond dispute.</summary>
    Final,

    /// <summary>Paid.</summary>
    Settled,

    /// <summary>No result in time; the fee has returned.</summary>
    Expired,

    /// <summary>A fault of the result was proven.</summary>
    Invalid,
}
