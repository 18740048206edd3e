using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Workers;

namespace LazAI.Grains.Tasks;

/// <summary>One compute task; the key is its id. Each call answers null where the task's rules allow it, else why not.</summary>
[Alias("LazAI.IComputeTaskGrain")]
public interface IComputeTaskGrain : IGrainWithStringKey
{
    /// <summary>Accepts a task whose signature has been checked and whose fee is reserved.</summary>
    [Alias("Submit")]
    Task<Rejection?> SubmitAsync(TaskRequest request, ReadOnlyMemory<byte>? input, string parameters, SubmissionReference submission);

    [Alias("Assign")]
    Task<Rejection?> AssignAsync(CoordinatorAction.AssignTask assignment);

    [Alias("ExtendLease")]
    Task<Rejection?> ExtendLeaseAsync(Address worker, SessionId session);

    [Alias("Decline")]
    Task<Rejection?> DeclineAsync(Address worker, SessionId session, DeclineRequest request);

    [Alias("CheckDeadlines")]
    Task<Rejection?> CheckDeadlinesAsync();

    /// <summary>Takes a result whose session signature the worker's grain has verified and recorded under <paramref name="batchVersion"/>.</summary>
    /// <returns>Null once the result is verified; else why it was refused, or recorded and rejected.</returns>
    [Alias("AcceptResult")]
    Task<Rejection?> AcceptResultAsync(VerifiedTaskResult result, long batchVersion);

    /// <summary>Takes the proof of a result that was handed in without it.</summary>
    /// <returns>Null once the result is verified; else why the proof was refused, or recorded and the result rejected.</returns>
    [Alias("AcceptProof")]
    Task<Rejection?> AcceptProofAsync(ResultProof proof);

    /// <summary>Files a challenge, whose signature has been checked, and judges it when its turn comes.</summary>
    /// <param name="authorization">Number of the authorising event in the challenger's account stream.</param>
    [Alias("FileChallenge")]
    Task<Rejection?> FileChallengeAsync(ChallengeId id, Address challenger, Bytes32 evidenceHash, long authorization);

    /// <summary>Why <see cref="FileChallengeAsync"/> would be refused now, or null. Nothing changes.</summary>
    [Alias("CheckChallenge")]
    Task<Rejection?> CheckChallengeAsync(ChallengeId id, Address challenger, Bytes32 evidenceHash);

    [Alias("Conclude")]
    Task<Rejection?> ConcludeAsync();

    [Alias("MarkSettled")]
    Task<Rejection?> MarkSettledAsync();

    /// <summary>Issues the effects again that the task still owes; called for held tasks after a restart.</summary>
    [Alias("Reissue")]
    Task ReissueAsync();

    /// <summary>The execution record; status None where there is no such task.</summary>
    [ReadOnly]
    [Alias("Get")]
    Task<ComputeTaskState> GetAsync();
}
