using LazAI.Interop.Tests.Judging;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Interop.Tests.Attestation;

/// <summary>SGX and TDX quotes as the JavaScript and the Rust of dcap-qvl judge them: the same verdict, or a difference that is known and explained.</summary>
public class DcapTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    private const string JavaScript = "dcap.javaScript";
    private const string WebAssembly = "dcap.webAssembly";

    /// <summary>The index says of each vector whether the JavaScript agrees with Intel's library; we agree with it exactly there.</summary>
    [VectorJudgeFact]
    public async Task Vectors_JudgedByTheJavaScript_AgreeWhereTheIndexSaysSo()
    {
        var pairs = await CompareAsync(JavaScript, DcapCase.All());

        AssertExplained(pairs, DcapDifference.OfJavaScript);
        Assert.All(pairs, pair => Assert.True(pair.Agrees == (pair.Case.Agreement == "both"), $"{pair}; the index: {pair.Case.Agreement}"));
        Assert.All(pairs.Where(pair => pair.Agrees && pair.Verified is not null), AssertAdvisories);
    }

    [VectorJudgeFact]
    public async Task Vectors_JudgedByTheRust_AgreeButForWhatIsExplained()
    {
        var cases = Array.FindAll(DcapCase.All(), one => one.IsUnderIntel);
        Assert.NotEmpty(cases);

        AssertExplained(await CompareAsync(WebAssembly, cases), DcapDifference.OfWebAssembly);
    }

    [VectorJudgeFact]
    public async Task Mutations_JudgedByTheJavaScript_AgreeButForWhatIsExplained()
    {
        var random = TestSeed.Create(output);
        DcapCase[] cases = [.. DcapMutations.AtBoundaries(), .. Enumerable.Range(0, Draw.Cases).Select(_ => DcapMutations.Random(random))];

        AssertExplained(await CompareAsync(JavaScript, cases), DcapDifference.OfJavaScript);
    }

    [VectorJudgeFact]
    public async Task Mutations_JudgedByTheRust_AgreeButForWhatIsExplained()
    {
        var random = TestSeed.Create(output);
        DcapCase[] cases = [.. Enumerable.Range(0, Draw.Costly(100)).Select(_ => DcapMutations.Random(random))];

        AssertExplained(await CompareAsync(WebAssembly, cases), DcapDifference.OfWebAssembly);
    }

    private async Task<DcapComparison[]> CompareAsync(string operation, DcapCase[] cases)
    {
        var answers = await judge.AskAsync<PeerVerdict>(operation, cases.Select(one => one.Question));
        return [.. cases.Zip(answers, (asked, theirs) => new DcapComparison(asked, theirs))];
    }

    private void AssertExplained(DcapComparison[] pairs, IReadOnlyList<DcapDifference> known)
    {
        output.WriteLine($"{pairs.Length} cases, {pairs.Count(pair => pair.Verified is not null)} accepted by us");
        var differing = pairs.Where(pair => !pair.Agrees).ToLookup(pair => known.FirstOrDefault(difference => difference.Explains(pair)));
        foreach (var explained in differing)
        {
            output.WriteLine($"{explained.Count()} judged differently, because it {explained.Key?.Reason ?? "(unknown)"}");
        }

        Assert.True(!differing.Contains(null), string.Join('\n', differing[null].Take(20)));
    }

    /// <summary>They do not read the advisories of a TDX module's own levels.</summary>
    private static void AssertAdvisories(DcapComparison pair)
    {
        var tcb = pair.Verified!.Tcb!;
        var known = tcb.PlatformLevel.AdvisoryIds.Concat(tcb.QeLevel.AdvisoryIds).Distinct(StringComparer.Ordinal);
        Assert.Equal(known.Order(StringComparer.Ordinal), pair.Theirs.Advisories!.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Equal(
            tcb.AdvisoryIds.Order(StringComparer.Ordinal),
            known.Concat(tcb.ModuleLevel?.AdvisoryIds ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }
}
