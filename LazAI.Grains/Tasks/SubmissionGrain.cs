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
/// Everything is asked first and changes nothing: the account, the tasks, the ledger. Then the command is authorised, the fees are reserved, the
/// tasks accepted. Only what changes between question and deed is refused after the nonce is used. A crash in between leaves an
/// authorised command or a reserved fee: the caller's retry completes it, and an escrow whose task never came goes back after the deadline.
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
        var account = GrainFactory.GetGrain<IAccountGrain>(request.Submitter.ToString());
        var authorize = new AccountCommand.Authorize(
            "task-submission", request.Nonce, request.DeadlineSlot, digest, idempotencyKey, request.Signature,
            ImmutableArray.Create(structHashes));
        var authorization = await account.CheckAsync(authorize);
        if (authorization.Refusal is { } notAuthorized)
        {
            return new SubmissionRefused(notAuthorized, null);
        }

        var isRetry = authorization.Version > 0;
        var missing = isRetry ? await FindMissingAsync(taskIds) : [.. Enumerable.Range(0, requests.Length)];
        if (missing.Length == 0)
        {
            return new SubmissionAccepted(taskIds);
        }

        if (await RefuseTasksAsync(request, requests, taskIds, missing) is { } refused)
        {
            return refused;
        }

        var ledger = GrainFactory.GetGrain<ILedgerGrain>(rules.NativeAsset);
        var payer = LedgerAccount.User(request.Submitter);
        var escrows = missing.Select(i => new Escrow(taskIds[i], payer, requests[i].FeeMaximum, requests[i].DeadlineSlot)).ToImmutableArray();
        if (!isRetry)
        {
            if (await ledger.CheckReserveAsync(escrows) is { } notReservable)
            {
                return new SubmissionRefused(notReservable, null);
            }

            authorization = await account.AuthorizeAsync(authorize);
            if (authorization.Refusal is { } overtaken)
            {
                return new SubmissionRefused(overtaken, null);
            }
        }

        return await ledger.ReserveAsync(escrows) is { } notReserved
            ? new SubmissionRefused(notReserved, null)
            : await AcceptAsync(request, requests, taskIds, missing, authorization.Version);
    }

    /// <summary>Which tasks of a submission that was let in before have not come to be.</summary>
    private async Task<int[]> FindMissingAsync(ImmutableArray<TaskId> taskIds)
    {
        var states = await Task.WhenAll(taskIds.Select(id => GrainFactory.GetGrain<IComputeTaskGrain>(id.ToString()).GetAsync()));
        return [.. Enumerable.Range(0, states.Length).Where(i => states[i].Status == ComputeTaskStatus.None)];
    }

    private async Task<SubmissionRefused?> RefuseTasksAsync(
        SubmitTasksRequest request, TaskRequest[] requests, ImmutableArray<TaskId> taskIds, int[] missing)
    {
        var seen = new HashSet<TaskId>(missing.Length);
        var now = network.Now;
        foreach (var i in missing)
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
            var refusal = RequestCheck.RefuseTime(requests[i], network.Rules, now)
                ?? RequestCheck.RefuseContent(requests[i], task.Data, task.Parameters ?? TaskInput.NoParameters, model, network.Rules);
            if (refusal is not null)
            {
                return new SubmissionRefused(refusal, i);
            }
        }

        return null;
    }

    private async Task<SubmissionOutcome> AcceptAsync(
        SubmitTasksRequest request, TaskRequest[] requests, ImmutableArray<TaskId> taskIds, int[] missing, long authorization)
    {
        var refusals = await Task.WhenAll(missing.Select(i => GrainFactory.GetGrain<IComputeTaskGrain>(taskIds[i].ToString()).SubmitAsync(
            requests[i],
            request.Tasks[i].Data,
            request.Tasks[i].Parameters ?? TaskInput.NoParameters,
            new SubmissionReference(authorization, i))));
        var first = Array.FindIndex(refusals, refusal => refusal is not null);
        return first < 0 ? new SubmissionAccepted(taskIds) : new SubmissionRefused(refusals[first]!, missing[first]);
    }

    private static SubmissionRefused Refuse(ErrorCode code, string detail) => new(new Rejection(code, detail), null);
}
