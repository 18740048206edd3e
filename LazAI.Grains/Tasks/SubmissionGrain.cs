using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Grains.Accounts;
using LazAI.Grains.Ledger;
using LazAI.Grains.Models;
using LazAI.Grains.Network;
using LazAI.Protocol;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;

namespace LazAI.Grains.Tasks;

/// <inheritdoc cref="ISubmissionGrain"/>
/// <remarks>
/// Nothing is stored before every check has passed that needs no lock. What the ledger refuses after that has used its nonce, but may be sent
/// again as a retry. A crash in between leaves an authorised command or a reserved fee: the caller's retry completes it, and an escrow
/// whose task never came goes back after the deadline.
/// </remarks>
[StatelessWorker]
[Reentrant]
public sealed class SubmissionGrain(INetwork network, ModelCatalog models) : Grain, ISubmissionGrain
{
    public async Task<SubmissionOutcome> SubmitAsync(SubmitTasksRequest request, string idempotencyKey)
    {
        var rules = network.Rules;
        if (request.Tasks.IsDefaultOrEmpty || request.Tasks.Length > rules.SubmissionTasksMaximum)
        {
            return Refuse(SubmissionErrors.Size, $"A submission has 1 to {rules.SubmissionTasksMaximum} tasks.");
        }

        var requests = new TaskRequest[request.Tasks.Length];
        var structHashes = new Bytes32[requests.Length];
        for (var i = 0; i < requests.Length; i++)
        {
            requests[i] = request.Tasks[i].ToRequest(request.Submitter);
            structHashes[i] = requests[i].StructHash();
        }

        var command = new TaskSubmission(
            request.Submitter, StructHashTree.Root(structHashes), (uint)requests.Length, request.Nonce, request.DeadlineSlot);
        var (digest, signatureRefusal) = SignedCommandCheck.Verify(network.Domain, request.ChainId, command, request.Signature);
        if (signatureRefusal is not null)
        {
            return new SubmissionRefused(signatureRefusal, null);
        }

        var taskIds = structHashes.Select(TaskRequest.TaskIdOf).ToImmutableArray();
        if (await RefuseTasksAsync(request, requests, taskIds) is { } refused)
        {
            return refused;
        }

        var authorization = await GrainFactory.GetGrain<IAccountGrain>(request.Submitter.ToString()).AuthorizeAsync(
            new AccountCommand.Authorize(
                "task-submission", request.Nonce, request.DeadlineSlot, digest, idempotencyKey, request.Signature,
                ImmutableArray.Create(structHashes)));
        if (authorization.Refusal is { } notAuthorized)
        {
            return new SubmissionRefused(notAuthorized, null);
        }

        return await AcceptAsync(request, requests, taskIds, authorization.Version);
    }

    /// <summary>Every check that needs no lock: what fails here changes nothing at all.</summary>
    private async Task<SubmissionRefused?> RefuseTasksAsync(
        SubmitTasksRequest request, TaskRequest[] requests, ImmutableArray<TaskId> taskIds)
    {
        var seen = new HashSet<TaskId>(requests.Length);
        var now = network.Now;
        for (var i = 0; i < requests.Length; i++)
        {
            if (!seen.Add(taskIds[i]))
            {
                return new SubmissionRefused(
                    new Rejection(SubmissionErrors.Duplicate, $"Task {taskIds[i]} is in the submission twice."), i);
            }

            if (await models.FindAsync(requests[i].ModelId) is not { } model)
            {
                return new SubmissionRefused(
                    new Rejection(ModelErrors.NotFound, $"No model {requests[i].ModelId} is registered."), i);
            }

            var task = request.Tasks[i];
            if (RequestCheck.Refuse(
                requests[i], task.Data, task.Parameters ?? TaskInput.NoParameters, model, network.Rules, now) is { } refusal)
            {
                return new SubmissionRefused(refusal, i);
            }
        }

        return null;
    }

    private async Task<SubmissionOutcome> AcceptAsync(
        SubmitTasksRequest request, TaskRequest[] requests, ImmutableArray<TaskId> taskIds, long authorization)
    {
        var ledger = GrainFactory.GetGrain<ILedgerGrain>(network.Rules.NativeAsset);
        var payer = LedgerAccount.User(request.Submitter);
        var escrows = requests.Select((task, i) => new Escrow(taskIds[i], payer, task.FeeMaximum, task.DeadlineSlot)).ToImmutableArray();
        if (await ledger.ReserveAsync(escrows) is { } notReserved)
        {
            return new SubmissionRefused(notReserved, null);
        }

        var submissions = new Task<Rejection?>[requests.Length];
        for (var i = 0; i < requests.Length; i++)
        {
            var task = request.Tasks[i];
            submissions[i] = GrainFactory.GetGrain<IComputeTaskGrain>(taskIds[i].ToString()).SubmitAsync(
                requests[i], task.Data, task.Parameters ?? TaskInput.NoParameters, new SubmissionReference(authorization, i));
        }

        var refusals = await Task.WhenAll(submissions);
        var first = Array.FindIndex(refusals, refusal => refusal is not null);
        return first < 0 ? new SubmissionAccepted(taskIds) : new SubmissionRefused(refusals[first]!, first);
    }

    private static SubmissionRefused Refuse(ErrorCode code, string detail) => new(new Rejection(code, detail), null);
}
