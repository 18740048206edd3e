using System.Text.Json.Serialization;

namespace LazAI.Protocol.ComputeTasks;

/// <summary>What a worker that gives a task back lacks.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeclineKind>))]
public enum DeclineKind
{
    /// <summary>It cannot or will not run the task: a failure like any other.</summary>
    Unable = 0,

    /// <summary>The data sets of a task that is on some: an owner's consent, licence or key is missing, or the worker takes none. Nobody's fault.</summary>
    DataSetsUnavailable = 1,
}
