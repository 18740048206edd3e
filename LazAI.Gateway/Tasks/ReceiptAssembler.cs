using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Gateway.Problems;
using LazAI.Grains.Accounts;
using LazAI.Grains.Blobs;
using LazAI.Grains.Models;
using LazAI.Grains.Network;
using LazAI.Grains.Tasks;
using LazAI.Grains.Workers;
using LazAI.Protocol;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Receipts;
using LazAI.Protocol.Workers;
using ChallengeOutcome = LazAI.Protocol.Challenges.ChallengeOutcome;

namespace LazAI.Gateway.Tasks;

/// <summary>Puts a task's receipt together from what its submitter, its worker and its model have signed.</summary>
public sealed class ReceiptAssembler(IClusterClient grains, INetwork network, IBlobStore blobs, WeightHeaders headers)
{
    /// <summary>The receipt, or why there is none (yet).</summary>
    public async Task<(Receipt? Receipt, Rejection? Refusal)> AssembleAsync(TaskId taskId)
    {
        var task = await grains.GetGrain<IComputeTaskGrain>(taskId.ToString()).GetAsync();
        if (task.Request is not { } request)
        {
            return (null, new Rejection(ComputeTaskErrors.NotFound, "There is no such task."));
        }

        if (task.Execution is not { } execution || task.Assignment is not { } assignment
            || task.Status < ComputeTaskStatus.Verified)
        {
            return (null, new Rejection(GatewayErrors.ReceiptNotReady, $"The task is {task.Status}."));
        }

        var worker = grains.GetGrain<IWorkerGrain>(assignment.Worker.ToString());
        var command = await grains.GetGrain<IAccountGrain>(request.Submitter.ToString()).FindAsync(task.Submission!.Version);
        var model = await grains.GetGrain<IModelGrain>(request.ModelId.ToString()).GetAsync();
        var batch = await worker.FindBatchAsync(execution.BatchVersion);
        var session = batch is null ? null : await worker.FindSessionAsync(batch.SessionVersion);
        Invariant.Require(
            command is not null && model is { Description: not null, Registration: not null } && session is not null && batch is not null,
            "what a verified task refers to is in the log");

        var resultIndex = batch.StructHashes.IndexOf(execution.Result.StructHash());
        var receipt = new Receipt(
            Receipt.CurrentVersion,
            network.Genesis.ChainId,
            network.GenesisHash,
            taskId,
            request,
            task.Parameters,
            task.Input,
            new SubmissionProof(
                (uint)command.StructHashes.Length, command.Nonce, command.DeadlineSlot, command.Signature, task.Submission.Index,
                PathOf(command.StructHashes, task.Submission.Index)),
            model.Description,
            model.Registration,
            execution.Result,
            execution.Output,
            new ResultBatchProof(
                (uint)batch.StructHashes.Length, batch.FirstSequence, batch.Signature, resultIndex, PathOf(batch.StructHashes, resultIndex)),
            assignment.Worker,
            session.Session,
            session.Evidence,
            await ReadCollateralAsync(session.Session),
            execution.Trace is { } trace ? await ProveTraceAsync(model.Description, trace) : null,
            execution.Proof,
            assignment,
            task.Status,
            task.DisputableUntil,
            await ReadChallengesAsync(task.Challenges),
            task.Fee,
            task.History);
        return (receipt, null);
    }

    /// <summary>What the evidence was verified with, so that it verifies for ever.</summary>
    private async Task<ReadOnlyMemory<byte>?> ReadCollateralAsync(WorkerSession session)
    {
        if (session.Evidence.CollateralHash is not { } hash)
        {
            return null;
        }

        var bundle = await blobs.GetAsync(hash);
        Invariant.Require(bundle is not null, "the collateral of a session is stored before the session is opened");
        return bundle;
    }

    /// <summary>Weights and trace are kept by their hashes as long as the service is there.</summary>
    private async Task<TraceProof> ProveTraceAsync(ModelDescription model, StoredTrace trace)
    {
        var header = await headers.GetAsync(model.WeightsHash);
        var roots = await blobs.GetAsync(trace.Hash);
        Invariant.Require(roots is not null, "the trace of a verified task is stored");
        return TraceProof.Create(model, header, roots.Value.Span, trace.ResultOpening);
    }

    private async Task<ImmutableArray<FiledChallenge>> ReadChallengesAsync(ImmutableArray<TaskChallenge> challenges)
    {
        var filed = ImmutableArray.CreateBuilder<FiledChallenge>(challenges.Length);
        foreach (var challenge in challenges)
        {
            var command = await grains.GetGrain<IAccountGrain>(challenge.Challenger.ToString()).FindAsync(challenge.Authorization);
            Invariant.Require(command is not null, "a challenge was filed under a command that is in the log");
            filed.Add(new FiledChallenge(
                challenge.Challenger, challenge.EvidenceHash, command.Nonce, command.DeadlineSlot, command.Signature, challenge.FiledAt,
                challenge.Outcome, challenge.Detail, await ReadEvidenceAsync(challenge)));
        }

        return filed.MoveToImmutable();
    }

    /// <summary>Of a verdict; absent where a store has lost it since, and then nobody can repeat the verdict.</summary>
    private async Task<ReadOnlyMemory<byte>?> ReadEvidenceAsync(TaskChallenge challenge) =>
        challenge.Outcome is ChallengeOutcome.Upheld or ChallengeOutcome.Rejected ? await blobs.GetAsync(challenge.EvidenceHash) : null;

    private static ImmutableArray<Bytes32> PathOf(ImmutableArray<Bytes32> structHashes, int index) =>
        MerkleTree.InclusionProof(StructHashTree.Leaves(structHashes.AsSpan()), index);
}
