using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Tests.Workers;

public class VerifiedResultBatchTests
{
    private static readonly ImmutableArray<SubmittedResult> s_results =
        [.. Enumerable.Range(5, 3).Select(i => Samples.Result(Samples.Request, (ulong)i))];

    public static TheoryData<string, Func<TaskResult, TaskResult>> Changes { get; } = new()
    {
        { nameof(TaskResult.TaskId), result => result with { TaskId = default } },
        { nameof(TaskResult.ResultHash), result => result with { ResultHash = default } },
        { nameof(TaskResult.Objective), result => result with { Objective = default } },
        { nameof(TaskResult.TraceRoot), result => result with { TraceRoot = Samples.Hash("x") } },
        { nameof(TaskResult.ZkPublicHash), result => result with { ZkPublicHash = Samples.Hash("x") } },
        { nameof(TaskResult.ExecutedAt), result => result with { ExecutedAt = 1 } },
    };

    [Fact]
    public void TryVerify_SignedBatch_GivesItsResultsAndLeaves()
    {
        var batch = Samples.Batch(s_results);
        Assert.Equal(s_results.Select(result => result.Result), batch.Results.Select(result => result.Result));
        Assert.Equal(s_results.Select(result => result.Result.StructHash()), batch.StructHashes);
        Assert.Equal(StructHashTree.Root(batch.StructHashes.AsSpan()), batch.Batch.ResultsRoot);
        Assert.All(batch.Results, result => Assert.Equal((Samples.Worker, Samples.SessionId), (result.Worker, result.Session)));
    }

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void TryVerify_OneMemberOfOneResultChanged_IsRefused(string member, Func<TaskResult, TaskResult> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        for (var i = 0; i < s_results.Length; i++)
        {
            var tampered = s_results.SetItem(i, s_results[i] with { Result = change(s_results[i].Result) });
            Assert.Equal(WorkerErrors.SignatureInvalid, Verify(tampered, Samples.Sign(s_results, Samples.SessionId, Samples.SessionKey))?.Code);
        }

        Assert.NotEmpty(member);
    }

    [Fact]
    public void TryVerify_SignatureForAnotherSessionOrderOrChain_IsRefused()
    {
        var signature = Samples.Sign(s_results, Samples.SessionId, Samples.SessionKey);
        Assert.Null(Verify(s_results, signature));
        Assert.Equal(WorkerErrors.SignatureInvalid, Verify(s_results, Samples.Sign(s_results, Samples.OtherSessionId, Samples.SessionKey))?.Code);
        Assert.Equal(WorkerErrors.SignatureInvalid, Verify(s_results, signature, new Eip712Domain(Samples.Domain.ChainId + 1))?.Code);
        Assert.Equal(WorkerErrors.SignatureInvalid, Verify(s_results[..2], signature)?.Code);
        Assert.Equal(WorkerErrors.SignatureInvalid, Verify(s_results, default)?.Code);
    }

    [Fact]
    public void TryVerify_SequencesAtTheEndOfTheirRange_DoNotWrapAround()
    {
        ImmutableArray<SubmittedResult> wrapping = [Samples.Result(Samples.Request, ulong.MaxValue), Samples.Result(Samples.Request, 0)];
        Assert.Equal(WorkerErrors.SequenceGap, Verify(wrapping, Samples.Sign(wrapping, Samples.SessionId, Samples.SessionKey))?.Code);
    }

    [Fact]
    public void TryVerify_NoResults_IsRefused()
    {
        Assert.Equal(WorkerErrors.BatchSize, Verify([], default)?.Code);
        Assert.Equal(WorkerErrors.BatchSize, Verify(default, default)?.Code);
    }

    private static Rejection? Verify(ImmutableArray<SubmittedResult> results, RecoverableSignature signature, Eip712Domain? domain = null)
    {
        var verified = VerifiedResultBatch.TryVerify(
            domain ?? Samples.Domain, Samples.Worker, Samples.SessionId, Samples.SessionKey.Address, results, signature, Samples.Rules,
            out var batch, out var refusal);
        Assert.Equal(verified, batch is not null);
        Assert.Equal(verified, refusal is null);
        return refusal;
    }
}
