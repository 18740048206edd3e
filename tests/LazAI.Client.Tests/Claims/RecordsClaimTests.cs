using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using LazAI.Client.Claims;
using LazAI.Cryptography;
using LazAI.Cryptography.Groth16.Proving;
using LazAI.Protocol.Ownership;

namespace LazAI.Client.Tests.Claims;

/// <summary>Claims about records, from their file to what a reader is told.</summary>
public sealed class RecordsClaimTests : IDisposable
{
    private const string Claim = """
        {"columns":[{"name":"age","bits":7},{"name":"digit","bits":4}],"label":"digit","depth":2,"claims":[
        {"kind":"CountAtLeast","bounds":[3]},{"kind":"LabelsWithin","bounds":[1,7]},{"kind":"MeanWithin","column":"age","bounds":[20,40]},
        {"kind":"MaximumAtMost","column":"age","bounds":[50]}]}
        """;

    private const string Words = "there are at least 3 records; every 'digit' is one of 1, 7; the mean of 'age' is from 20 to 40; no 'age' is above 50.";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lazai-claims-");

    [Fact]
    public void Prove_TrueClaim_IsVerifiedAndSaysInWordsWhatTheCircuitSays()
    {
        var (claim, prover, records) = Read("age,digit\n20,1\n30,7\n50,7\n");
        var key = Setup(prover);

        Assert.True(prover.TryProve(records, key, new ProvingOptions(), default, out var proven, out var refusal), refusal);

        Assert.Equal(Words, proven.Content.Statement);
        Assert.Equal(prover.ComputeRoot(records), proven.Content.Signals[0]);
        Assert.True(VerifiedClaim.TryVerify(proven.Content, proven.VerificationKey.Span, proven.Proof.Span, out _, out _));
        var named = new ClaimCheck(claim, [], [key.VerificationKey.Hash]);
        var judged = Judge(named, proven, proven.Content with { Statement = "It is the best data set." });
        Assert.True(judged.Proven, judged.Finding);
        Assert.StartsWith(Words, judged.Finding, StringComparison.Ordinal);
        Assert.Contains("DEVELOPMENT SET-UP", judged.Finding, StringComparison.Ordinal);

        Assert.False(Judge(new ClaimCheck(claim, [key.VerificationKey.Hash], []), proven, proven.Content).Proven);
        Assert.False(Judge(new ClaimCheck(claim, [], [Bytes32.Zero]), proven, proven.Content).Proven);
        Assert.False(named.Judge(Bytes32.Zero, proven.Content, proven.VerificationKey.Span, proven.Proof.Span).Proven);
        var altered = proven.Content with { Signals = proven.Content.Signals.SetItem(1, proven.Content.Signals[2]) };
        Assert.False(Judge(named, proven, altered).Proven);
    }

    [Theory]
    [InlineData("20,1\n30,7\n", "CountAtLeast")]
    [InlineData("20,1\n30,7\n50,2\n", "LabelsWithin")]
    [InlineData("10,1\n10,7\n10,7\n", "MeanWithin")]
    [InlineData("20,1\n30,7\n51,7\n", "MaximumAtMost")]
    public void Prove_FalseClaim_IsRefusedByName(string text, string kind)
    {
        var (_, prover, records) = Read(text);

        Assert.False(prover.TryProve(records, Setup(prover), new ProvingOptions(), default, out _, out var refusal));
        Assert.Contains(kind, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void CircuitHash_DependsOnTheCircuitAlone()
    {
        var hash = Parse(Claim).ComputeCircuitHash();

        Assert.Equal(hash, Parse(Claim.Replace("[20,40]", "[2,4]", StringComparison.Ordinal).Replace("\"age\"", "\"years\"", StringComparison.Ordinal)).ComputeCircuitHash());
        Assert.NotEqual(hash, Parse(Claim.Replace("\"depth\":2", "\"depth\":3", StringComparison.Ordinal)).ComputeCircuitHash());
        Assert.NotEqual(hash, Parse(Claim.Replace("[1,7]", "[1,7,9]", StringComparison.Ordinal)).ComputeCircuitHash());
        Assert.NotEqual(hash, Parse(Claim.Replace("MaximumAtMost", "MinimumAtLeast", StringComparison.Ordinal)).ComputeCircuitHash());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"claims\":[],\"columns\":[],\"depth\":1,\"label\":\"a\"}")]
    [InlineData("{\"claims\":[{\"bounds\":[1],\"kind\":\"Best\"}],\"columns\":[{\"bits\":1,\"name\":\"a\"}],\"depth\":1,\"label\":\"a\"}")]
    [InlineData("{\"claims\":[{\"bounds\":[1,2],\"kind\":\"CountAtLeast\"}],\"columns\":[{\"bits\":1,\"name\":\"a\"}],\"depth\":1,\"label\":\"a\"}")]
    [InlineData("{\"claims\":[{\"bounds\":[1],\"kind\":\"CountAtLeast\"}],\"columns\":[{\"bits\":99,\"name\":\"a\"}],\"depth\":1,\"label\":\"a\"}")]
    [InlineData("{\"claims\":[{\"bounds\":[1],\"kind\":\"CountAtLeast\"}],\"columns\":[{\"bits\":1,\"name\":\"a\"}],\"depth\":99,\"label\":\"a\"}")]
    [InlineData("{\"claims\":[{\"bounds\":[1],\"kind\":\"MaximumAtMost\"}],\"columns\":[{\"bits\":1,\"name\":\"a\"}],\"depth\":1,\"label\":\"a\"}")]
    [InlineData("{\"claims\":[{\"bounds\":[1],\"kind\":\"CountAtLeast\"}],\"columns\":[{\"bits\":1,\"name\":\"a\"}],\"depth\":1,\"label\":\"b\"}")]
    public void Parse_NoClaim_IsRefusedWithAReason(string json)
    {
        Assert.False(RecordsClaim.TryParse(Encoding.UTF8.GetBytes(json), out _, out var refusal));
        Assert.NotEmpty(refusal);
    }

    [Theory]
    [InlineData("20,1\n30\n", "Line 2")]
    [InlineData("20,16\n", "Line 1")]
    [InlineData("-1,1\n", "Line 1")]
    [InlineData("digit,age\n", "Line 1")]
    [InlineData("", "Line 1")]
    [InlineData("1,1\n1,1\n1,1\n1,1\n1,1\n", "do not fit")]
    public void Records_ThatAreNone_AreRefusedByLine(string text, string reason)
    {
        Assert.False(RecordsFile.TryParse(Encoding.UTF8.GetBytes(text), Parse(Claim), out _, out var refusal));
        Assert.Contains(reason, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Cache_KeyThatSomebodyHasChanged_IsNotTaken()
    {
        var (claim, prover, _) = Read("20,1\n");
        var (circuit, key) = (claim.ComputeCircuitHash(), Setup(prover));
        var cache = new ProvingKeyCache(_folder);

        Assert.False(cache.TryFind(circuit, out _));
        cache.Store(circuit, key);
        Assert.True(cache.TryFind(circuit, out var found));
        Assert.Equal(key.Hash, found.Hash);
        Assert.False(cache.TryFind(Bytes32.Zero, out _));

        var file = Assert.Single(_folder.GetFiles());
        var bytes = File.ReadAllBytes(file.FullName);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file.FullName, bytes);
        Assert.False(cache.TryFind(circuit, out _));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static CheckedClaim Judge(ClaimCheck check, ProvenClaim proven, ClaimContent stated) =>
        check.Judge(proven.Content.Signals[0], stated, proven.VerificationKey.Span, proven.Proof.Span);

    private static RecordsClaim Parse(string json)
    {
        Assert.True(RecordsClaim.TryParse(Encoding.UTF8.GetBytes(json), out var claim, out var refusal), refusal);
        return claim;
    }

    private static (RecordsClaim Claim, RecordsClaimProver Prover, ImmutableArray<ImmutableArray<ulong>> Records) Read(string text)
    {
        var claim = Parse(Claim);
        Assert.True(RecordsFile.TryParse(Encoding.UTF8.GetBytes(text), claim, out var records, out var refusal), refusal);
        return (claim, new RecordsClaimProver(claim), records.Value);
    }

    private static ProvingKey Setup(RecordsClaimProver prover)
    {
        using var random = RandomNumberGenerator.Create();
        return InsecureDevelopmentSetup.Create(prover.System, random);
    }
}
