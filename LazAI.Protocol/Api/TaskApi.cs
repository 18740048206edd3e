using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Api;

/// <summary><c>POST /v1/tasks</c>: 1 to 1,000 tasks under one signed <see cref="TaskSubmission"/>.</summary>
public sealed record SubmitTasksRequest(
    ulong ChainId, Address Submitter, ulong Nonce, Slot DeadlineSlot, RecoverableSignature Signature, ImmutableArray<TaskInput> Tasks);

/// <summary>One task of a submission; with the submitter it makes the <see cref="TaskRequest"/> whose hash is signed.</summary>
/// <param name="Data">Inline input (base64); absent where it lies elsewhere.</param>
/// <param name="DataHash">Keccak-256 of the input; may be absent for an inline one.</param>
/// <param name="DataLocation">Absent means <c>inline</c>.</param>
/// <param name="Parameters">One JSON object in which no object names a property twice; absent means <c>{}</c>. It is hashed and handed to the
/// worker as the bytes that were sent: another spelling of the same object is another task.</param>
/// <param name="RecipientSession">The session that the input is encrypted to; absent for a plain one.</param>
public sealed record TaskInput(
    ulong Nonce,
    ModelId ModelId,
    VerifyMode VerifyMode,
    Amount FeeMaximum,
    Slot DeadlineSlot,
    ReadOnlyMemory<byte>? Data = null,
    Bytes32? DataHash = null,
    string? DataLocation = null,
    string? Parameters = null,
    SessionId? RecipientSession = null)
{
    public const string NoParameters = "{}";

    private static readonly Bytes32 s_noParametersHash = Keccak256.Hash("{}"u8);

    /// <summary>The signed request that this stands for.</summary>
    public TaskRequest ToRequest(Address submitter) => new(
        submitter,
        Nonce,
        ModelId,
        DataHash ?? (Data is { } data ? Keccak256.Hash(data.Span) : Bytes32.Zero),
        DataLocation ?? TaskRequest.Inline,
        Parameters is null or NoParameters ? s_noParametersHash : Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(Parameters)),
        VerifyMode,
        FeeMaximum,
        DeadlineSlot,
        RecipientSession ?? default);
}

/// <summary>Answer to a submission (202): the tasks in the order sent.</summary>
public sealed record TasksAccepted(ImmutableArray<TaskId> TaskIds);

/// <summary><c>POST /v1/tasks/query</c>: up to 1,000 tasks at once.</summary>
public sealed record QueryTasksRequest(ImmutableArray<TaskId> TaskIds);

/// <summary>A line of a task list.</summary>
public sealed record TaskSummary(
    TaskId TaskId, Address Submitter, ModelId ModelId, VerifyMode VerifyMode, ComputeTaskStatus Status, int Attempt, Address? Worker,
    Slot SubmittedAt, Slot ChangedAt);

/// <summary><c>GET /v1/tasks/{id}</c>: the execution record.</summary>
public sealed record TaskView(
    TaskId TaskId,
    ComputeTaskStatus Status,
    TaskRequest Request,
    string Parameters,
    int Attempt,
    int RulesVersion,
    TaskAssignment? Assignment,
    TaskResult? Result,
    ReadOnlyMemory<byte>? Output,
    SettledFee? Fee,
    ImmutableArray<StatusChange> History);

/// <summary>One item of <c>GET /v1/tasks/{id}/failures</c>: an attempt that has ended without a result that holds.</summary>
/// <param name="Detail">In the words of the worker, where it has declined; else in the service's.</param>
public sealed record AttemptFailure(int Attempt, Address Worker, ErrorCode Reason, string Detail, Slot At)
{
    /// <summary>The failed attempt that an event tells of, or null. A challenge that is upheld ends the task, not only an attempt.</summary>
    public static AttemptFailure? In(ComputeTaskEvent @event) => @event switch
    {
        ComputeTaskEvent.AttemptFailed it => new(it.Attempt, it.Worker, it.Reason, it.Detail, it.At),
        ComputeTaskEvent.ResultRejected it => new(it.Attempt, it.Worker, it.Reason, it.Detail, it.At),
        _ => null,
    };
}
