using System.Collections.Immutable;
using LazAI.Protocol;
using LazAI.Protocol.Api;

namespace LazAI.Grains.Tasks;

/// <summary>Takes signed submissions in: authorises the command, reserves the fees, then accepts the tasks. Every step may be repeated.</summary>
[Alias("LazAI.ISubmissionGrain")]
public interface ISubmissionGrain : IGrainWithIntegerKey
{
    /// <summary>Accepts all tasks of a submission or none.</summary>
    [Alias("Submit")]
    Task<SubmissionOutcome> SubmitAsync(SubmitTasksRequest request, string idempotencyKey);
}

/// <summary>What came of a submission.</summary>
[GenerateSerializer]
[Alias("LazAI.SubmissionOutcome")]
public abstract record SubmissionOutcome;

/// <summary>All tasks are accepted and durable, in the order sent.</summary>
[GenerateSerializer]
[Alias("LazAI.SubmissionAccepted")]
public sealed record SubmissionAccepted([property: Id(0)] ImmutableArray<TaskId> TaskIds) : SubmissionOutcome;

/// <summary>None is accepted.</summary>
/// <param name="Index">Which task of the submission is at fault, where it is one.</param>
[GenerateSerializer]
[Alias("LazAI.SubmissionRefused")]
public sealed record SubmissionRefused([property: Id(0)] Rejection Reason, [property: Id(1)] int? Index) : SubmissionOutcome;
