using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Workers;

namespace LazAI.Enclave.Sessions;

/// <summary>Numbers and signs the results of one session. Not safe for several threads: a session has one batch under way at a time.</summary>
internal sealed class ResultBatcher(SessionIdentity identity, Eip712Domain domain)
{
    private ulong _nextSequence = 1;

    /// <summary>One signed batch. Its sequence numbers are used up whatever becomes of it.</summary>
    public SubmitResultsRequest Sign(ReadOnlySpan<FinishedTask> finished)
    {
        var first = _nextSequence;
        var results = ImmutableArray.CreateBuilder<SubmittedResult>(finished.Length);
        var structHashes = new Bytes32[finished.Length];
        for (var i = 0; i < finished.Length; i++)
        {
            var task = finished[i];
            var result = new TaskResult(
                task.Task.Item.TaskId,
                task.ResultHash,
                task.Objective,
                task.TraceRoot,
                task.Proof?.ComputeHash() ?? Bytes32.Zero,
                task.ExecutedAt,
                first + (ulong)i);
            structHashes[i] = result.StructHash();
            results.Add(new SubmittedResult(result, task.Output, task.Trace, task.Proof));
        }

        _nextSequence += (ulong)finished.Length;
        var batch = new TaskResultBatch(identity.Id, StructHashTree.Root(structHashes), (uint)finished.Length, first);
        return new SubmitResultsRequest(
            identity.Id, identity.SigningKey.Sign(domain.Digest(batch.StructHash())), results.MoveToImmutable());
    }
}
