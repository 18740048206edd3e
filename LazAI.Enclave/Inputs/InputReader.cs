using LazAI.Enclave.Sessions;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;

namespace LazAI.Enclave.Inputs;

/// <summary>Brings the bytes that a task is to run on.</summary>
internal sealed class InputReader
{
    /// <summary>Whether the input came with the task and in the clear, so that there is nothing to wait for.</summary>
    public static bool IsHere(WorkItem item) =>
        item.Input is not null && item.Request.RecipientSession == default && item.Request.DataLocation == TaskRequest.Inline;

    /// <summary>The input, or why there is none.</summary>
    public static (ReadOnlyMemory<byte> Input, string? Refusal) Read(HeldTask task) => IsHere(task.Item)
        ? (task.Item.Input!.Value, null)
        : (default, "This worker takes only plain inputs that come with the task.");
}
