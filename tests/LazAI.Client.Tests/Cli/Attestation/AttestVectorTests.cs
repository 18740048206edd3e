using LazAI.Cli.Invocation;
using LazAI.Testing.Attestation;
using LazAI.Testing.Vectors;

namespace LazAI.Client.Tests.Cli.Attestation;

/// <summary>Every case of the vectors ends with the exit code of its verdict.</summary>
public sealed class AttestVectorTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lazai-attest-");

    public static TheoryData<string> Verified() => Cases(entry => VerifyCase.Kinds.Contains(entry.Kind));

    public static TheoryData<string> Genuine() => Cases(entry => VerifyCase.Kinds.Contains(entry.Kind) && entry.IsGenuine);

    public static TheoryData<string> Others() => Cases(entry => !VerifyCase.Kinds.Contains(entry.Kind));

    [VectorTheory]
    [MemberData(nameof(Verified))]
    public async Task Verify_EveryCase_EndsWithTheCodeOfItsVerdict(string id)
    {
        var entry = AttestationCase.Of(id);

        AssertVerdict(entry, await CommandRun.OfAsync(VerifyCase.Arguments(entry, _folder.FullName)));
    }

    [VectorTheory]
    [MemberData(nameof(Genuine))]
    public async Task Verify_GenuineCaseInAProcess_EndsWithTheCodeOfItsVerdict(string id)
    {
        var entry = AttestationCase.Of(id);

        AssertVerdict(entry, await CommandRun.OfProcessAsync(VerifyCase.Arguments(entry, _folder.FullName)));
    }

    /// <summary>What is no evidence by itself: looked at, or refused as something else.</summary>
    [VectorTheory]
    [MemberData(nameof(Others))]
    public async Task Inspect_OtherCases_ShowsWhatCanBeShown(string id)
    {
        var entry = AttestationCase.Of(id);
        var role = entry.Entry.GetProperty("files").EnumerateObject().First().Name;

        var run = await CommandRun.OfAsync("attest", "inspect", entry.FileOf(role)!, "--json");

        var isKnown = entry.Kind is "azure-hcl-report" or "maa-jwt-decode"
            || (entry.Kind is "snp-report-parse" or "snp-cert-table" && entry.Verdict == "Parse");
        Assert.Equal(isKnown ? ExitCode.Success : ExitCode.Unusable, run.Exit);
        if (entry.Kind == "azure-hcl-report")
        {
            Assert.Equal(entry.Verdict == "Accept", !run.Output.Contains("is NOT the report data", StringComparison.Ordinal));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void AssertVerdict(AttestationCase entry, CommandRun run)
    {
        if (entry.Verdict == "Reject")
        {
            var reason = entry.RejectReason!;
            var expected = reason == "maa-runtime-binding" ? ExitCode.Refused
                : s_unrecognised.Contains(entry.Id) ? ExitCode.Unusable
                : ExitCode.NotAuthentic;
            Assert.True(run.Exit == expected, $"{entry.Id} ({reason}): {run.Exit}\n{run.Output}\n{run.Error}");
            return;
        }

        if (entry.Verdict == "Parse")
        {
            Assert.Equal((ExitCode.Unusable, "attestation/pck-chain-required"), (run.Exit, run.Json.GetProperty("code").GetString()));
            return;
        }

        Assert.True(run.Exit == ExitCode.Unjudged, run.Output + run.Error);
        Assert.Equal("authentic", run.Json.GetProperty("verdict").GetString());
        if (run.Json.TryGetProperty("tcb", out var tcb) && entry.Kind.StartsWith("dcap", StringComparison.Ordinal))
        {
            Assert.Equal(entry.Verdict, tcb.GetProperty("status").GetString());
        }

        Assert.All(run.Json.GetProperty("steps").EnumerateArray(), step => Assert.NotEqual("failed", step.GetProperty("outcome").GetString()));
    }

    /// <summary>Files that are too broken to be taken for evidence, and a TDREPORT without the quote that signs it.</summary>
    private static readonly string[] s_unrecognised =
    [
        "neg-tdx4-header-tee-type-unknown", "neg-tdx4-truncated-0", "neg-tdx4-truncated-1", "neg-snp2-truncated-0", "neg-azure-vtpm-other-hcl",
    ];

    private static TheoryData<string> Cases(Func<AttestationCase, bool> which)
    {
        if (VectorSuite.SkipReason is not null)
        {
            return [];
        }

        var ids = AttestationCase.All.Where(which).Select(entry => entry.Id).ToArray();
        return ids.Length > 0 ? [.. ids] : throw new InvalidOperationException("The vectors hold no such case.");
    }
}
