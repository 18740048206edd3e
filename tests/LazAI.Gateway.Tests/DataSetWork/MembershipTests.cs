using System.Text.RegularExpressions;
using LazAI.Cli.Invocation;
using LazAI.Client.Claims;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;

namespace LazAI.Gateway.Tests.DataSetWork;

/// <summary>From a shell: a running worker anchors the records' root, the owner proves that one record is among them, and a stranger checks it.</summary>
public sealed class MembershipTests(DataSetWorkFixture it) : IClassFixture<DataSetWorkFixture>
{
    private const string Claim =
        """{"columns":[{"name":"age","bits":7},{"name":"digit","bits":4}],"label":"digit","depth":3,"claims":[{"kind":"CountAtLeast","bounds":[1]}]}""";

    [Fact]
    public async Task ProveMember_OfAnAnchoredDataSet_ShowsTheRecordToWhoHasTheOpening()
    {
        await File.WriteAllTextAsync(it.PathOf("records"), "age,digit\n31,4\n77,1\n19,9\n");
        await File.WriteAllTextAsync(it.PathOf("claim"), Claim);
        await it.ShellAsync("owner.json", "data", "encrypt", it.PathOf("records"), "-o", it.PathOf("cipher"), "--data-key", it.PathOf("key"));
        await it.ShellAsync(
            "owner.json",
            [
                "data", "request-anchor", it.PathOf("cipher"), "--model", it.Anchoring.ToString(), "--data-key", it.PathOf("key"),
                "--claim", it.PathOf("claim"), .. it.Trust(),
            ]);
        var content = ContentHash.Of(await File.ReadAllBytesAsync(it.PathOf("cipher")));
        string[] prove =
        [
            "data", "claim", "prove-member", content.ToString(), "--claim", it.PathOf("claim"), "--records", it.PathOf("records"),
            "--opening", it.PathOf("opening"), "--development-setup", "--keys", it.PathOf("keys"),
        ];

        var (exit, _, error) = await it.TryShellAsync("owner.json", [.. prove, "--record", "4"]);
        Assert.Equal(ExitCode.Unusable, exit);
        Assert.Contains("There is no record 4", error, StringComparison.Ordinal);

        var (proven, shown, told) = await it.TryShellAsync("owner.json", [.. prove, "--record", "2"]);
        Assert.True(proven == ExitCode.Success, told);
        var claim = Assert.Single((await it.DataSets.GetAsync(content)).Claims);
        Assert.True(claim.Verified);
        Assert.Contains($"the record with commitment {claim.Content.Signals[1]} is one of the data set.", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("77", claim.Content.Statement.Replace(claim.Content.Signals[1].ToString(), "", StringComparison.Ordinal), StringComparison.Ordinal);

        string[] verify = ["data", "claim", "verify-member", content.ToString(), "--claim", it.PathOf("claim")];
        var keyHash = Regex.Match(told, "Key hash (0x[0-9a-f]{64})").Groups[1].Value;
        string[] trust = ["--trust-development-setup", keyHash];
        Assert.Contains(
            $"PROVEN: the record with commitment {claim.Content.Signals[1]}", await it.ShellAsync("other.json", [.. verify, .. trust]),
            StringComparison.Ordinal);
        Assert.Contains(
            "PROVEN: the record age 77, digit 1 is one of the data set. DEVELOPMENT SET-UP",
            await it.ShellAsync("other.json", [.. verify, .. trust, "--opening", it.PathOf("opening")]), StringComparison.Ordinal);

        // One key has one hash, whoever names it; the hash of its file is another and is nobody's to name.
        Assert.Contains($"key hash  {keyHash}", await it.ShellAsync("other.json", [.. verify, .. trust]), StringComparison.Ordinal);
        Assert.Contains($"key hash  {keyHash}", (await it.TryShellAsync("other.json", verify)).Item2, StringComparison.Ordinal);
        Assert.NotEqual(keyHash, claim.Content.VerificationKeyHash.ToString());
        var owners = await it.ShellAsync("other.json", "data", "show", content.ToString()) + shown;
        Assert.DoesNotContain(claim.Content.VerificationKeyHash.ToString()!, owners, StringComparison.Ordinal);

        // Another record, another salt, or a key that the reader does not know: nothing is proven.
        var opening = CanonicalJson.Deserialize<MembershipOpening>(await File.ReadAllBytesAsync(it.PathOf("opening")));
        foreach (var false_ in new[] { opening with { Record = [76, 1] }, opening with { Salt = Bytes32.Zero }, opening with { Record = [77] } })
        {
            await File.WriteAllBytesAsync(it.PathOf("false opening"), CanonicalJson.Serialize(false_));
            await NotProvenAsync("Its signals are not of this circuit", [.. verify, .. trust, "--opening", it.PathOf("false opening")]);
        }

        await NotProvenAsync("You have not named its key", verify);
        await NotProvenAsync("You have not named its key", ["data", "claim", "verify", content.ToString(), "--claim", it.PathOf("claim")]);

        async Task NotProvenAsync(string why, string[] command)
        {
            var (refused, output, _) = await it.TryShellAsync("other.json", command);
            Assert.Equal(ExitCode.Refused, refused);
            Assert.Contains("NOT PROVEN: " + why, output, StringComparison.Ordinal);
        }
    }
}
