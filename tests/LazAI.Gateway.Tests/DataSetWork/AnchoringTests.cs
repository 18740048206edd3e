using System.Security.Cryptography;
using System.Text;
using LazAI.Attestation;
using LazAI.Cli.Invocation;
using LazAI.Client;
using LazAI.Client.Claims;
using LazAI.Client.DataSets;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Ownership;

namespace LazAI.Gateway.Tests.DataSetWork;

/// <summary>A running worker anchors what owners ask it to, as tasks: from a shell, as the README says, and by the SDK where a shell would not go on.</summary>
public sealed class AnchoringTests(DataSetWorkFixture it) : IClassFixture<DataSetWorkFixture>
{
    private const string Claim =
        """{"columns":[{"name":"age","bits":7},{"name":"digit","bits":4}],"label":"digit","depth":4,"claims":[{"kind":"CountAtLeast","bounds":[3]}]}""";

    [Fact]
    public async Task RequestAnchor_WithTheDataKey_AnchorsCiphertextAndTheRootOfItsRecords()
    {
        var (file, content) = await EncryptAsync("age,digit\n31,4\n77,1\n19,9\n");
        await File.WriteAllTextAsync(it.PathOf("claim.json"), Claim);
        var before = await it.Network.Client.GetBalanceAsync(LedgerAccount.User(it.Network.Worker.Address));

        var shown = await it.ShellAsync(
            "owner.json",
            ["data", "request-anchor", file, "--model", it.Anchoring.ToString(), "--data-key", it.PathOf("data-key"), "--claim", it.PathOf("claim.json"), .. it.Trust()]);

        Assert.Contains($"owner     {it.Owner.Address}", shown, StringComparison.Ordinal);
        var view = await it.DataSets.GetAsync(content);
        Assert.True(RecordsClaim.TryParse(Encoding.UTF8.GetBytes(Claim), out var claim, out _));
        Assert.Equal(claim.ComputeRoot([[31, 4], [77, 1], [19, 9]]), view.RecordsRoot);
        Assert.Equal(it.Worker.Session.Id, view.AnchoredBy);
        Assert.Equal(Keccak256.Hash(await File.ReadAllBytesAsync(file)), view.BlobHash);
        Assert.Contains("VALID", await it.ShellAsync("owner.json", "data", "verify", content.ToString()), StringComparison.Ordinal);

        // A task like any other: the worker is paid for it, and there is a receipt.
        var task = Assert.Single((await it.Network.Client.ListTasksAsync(new TaskFilter { Submitter = it.Owner.Address, Model = it.Anchoring })).Items,
            summary => summary.Status is >= ComputeTaskStatus.Verified and <= ComputeTaskStatus.Settled);
        var settled = await it.EndAsync(task.TaskId);
        Assert.Equal(ComputeTaskStatus.Settled, settled.Status);
        var after = await it.Network.Client.GetBalanceAsync(LedgerAccount.User(it.Network.Worker.Address));
        Assert.True(after.Balance > before.Balance);
        Assert.Equal(settled.Result!.ResultHash, (await it.Network.Client.GetReceiptAsync(task.TaskId)).Result.ResultHash);
    }

    [Fact]
    public async Task RequestAnchor_OfWhatIsAnchored_IsRefusedAndNamesTheFirst()
    {
        var file = it.PathOf("plain content");
        await File.WriteAllBytesAsync(file, RandomNumberGenerator.GetBytes(5_000));
        string[] request = ["data", "request-anchor", file, "--model", it.Anchoring.ToString()];
        await it.ShellAsync("owner.json", request);
        var first = await it.DataSets.GetAsync(ContentHash.Of(await File.ReadAllBytesAsync(file)));

        // From the shell, before anything is paid.
        var (exit, _, error) = await it.TryShellAsync("other.json", request);
        Assert.Equal(ExitCode.Unusable, exit);
        Assert.Contains($"{it.Owner.Address} anchored {first.ContentHash} in slot {first.AnchoredAt}", error, StringComparison.Ordinal);

        // And where somebody insists: the enclave signs what it has hashed for whom, the registry decides who was first.
        var task = await it.RunAsync(it.Other, tasks => tasks.Add(
            it.Anchoring, CanonicalJson.Serialize(new AnchorTask(first.ContentHash, first.BlobHash!.Value, ContentKind.DataSet)), it.Network.Model.Price));
        var tuple = CanonicalJson.Deserialize<AnchorTuple>(task.Output!.Value.Span);
        Assert.Equal(it.Other.Address, tuple.Anchor.Owner);
        var refusal = await DataSetTests.RefusedAsync(
            OwnershipErrors.AlreadyAnchored, 409, () => it.DataSets.AnchorAsync(
                new DataSetOrders(it.Network.SignedBy(it.Other), first.ContentHash).Anchor(tuple.Anchor, tuple.Signature, tuple.Worker)));
        Assert.Contains($"{it.Owner.Address} anchored it in slot {first.AnchoredAt}", refusal.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Refusals => new()
    {
        { "other content", "What is stored hashes to" },
        { "not stored", "No weights" },
        { "too large", "at most 200000 bytes" },
        { "no task", "The input is none of lazai.anchor" },
        { "parameters", "Anchoring has no parameters" },
        { "no records", "does not have these records" },
        { "another's key", "The key is not for this session and this data set" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Anchoring_OfWhatDoesNotFit_IsDeclinedAndRefunded(string what, string reason)
    {
        var secret = $"secret-{RandomNumberGenerator.GetHexString(20)}";
        using var key = DataKey.Generate(NetworkFixture.Random);
        var file = what == "too large"
            ? RandomNumberGenerator.GetBytes(DataSetWorkFixture.DataSetBytesMaximum + 1)
            : EncryptedData.Encrypt(Encoding.UTF8.GetBytes(secret), it.Owner.Address, key, NetworkFixture.Random);
        var content = ContentHash.Of(file);
        var blob = what == "not stored" ? Keccak256.Hash("nothing"u8) : await it.Network.Client.PutWeightsAsync(file);
        Assert.True(RecordsClaim.TryParse(Encoding.UTF8.GetBytes(Claim), out var claim, out _));
        var order = new AnchorTask(what == "other content" ? ContentHash.Of("other"u8) : content, blob, ContentKind.DataSet);
        var session = it.Worker.Session;
        var before = await it.Network.Client.GetBalanceAsync(LedgerAccount.User(it.Owner.Address));

        var task = await it.RunAsync(it.Owner, tasks =>
        {
            if (what is "no records" or "another's key")
            {
                // The owner named in the envelope is who wraps the key: a key that another one has wrapped opens nothing for this one.
                var wrappedBy = what == "another's key" ? it.Other.Address : it.Owner.Address;
                var envelope = key.WrapTo(Recipient(session.EncryptionPublicKey), content, wrappedBy, session.Id, NetworkFixture.Random);
                tasks.AddConfidential(
                    it.Anchoring, session.Id,
                    ConfidentialInput.Encrypt(
                        CanonicalJson.Serialize(order with { Envelope = envelope, Records = claim }), session, it.Anchoring, NetworkFixture.Random),
                    it.Network.Model.Price);
            }
            else
            {
                tasks.Add(
                    it.Anchoring, what == "no task" ? "{}"u8.ToArray() : CanonicalJson.Serialize(order), it.Network.Model.Price,
                    what == "parameters" ? """{"as":"mine"}""" : null);
            }
        });

        Assert.Equal(ComputeTaskStatus.Expired, task.Status);
        Assert.Null(task.Output);
        var failures = await it.FailuresAsync(task.TaskId);
        Assert.Contains(reason, failures, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, failures, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, it.Worker.Output, StringComparison.Ordinal);
        while ((await it.Network.Client.GetBalanceAsync(LedgerAccount.User(it.Owner.Address))).Balance != before.Balance)
        {
            await Task.Delay(50);
        }
    }

    [Fact]
    public async Task Session_ByItsAddress_ComesWithEvidenceThatAnOwnerCanJudge()
    {
        var view = await it.Network.Client.GetSessionAsync(it.Worker.Account, it.Worker.Session.Id);
        var trust = new SessionTrust(
            [TrustedRoot.Development(it.Network.Root.Fingerprint)],
            new EvidencePolicy([it.Network.Root.Fingerprint], [WorkerProcess.Measurement[2..]], false));
        Assert.True(trust.TryJudge(view, out var key, out var refusal), refusal);
        Assert.Equal(view.Session.EncryptionPublicKey, "0x" + Convert.ToHexStringLower(key.ToCompressed()));
        await DataSetTests.RefusedAsync(
            Protocol.Workers.WorkerErrors.NotFound, 404, () => it.Network.Client.GetSessionAsync(it.Worker.Account, new SessionId(Bytes32.Zero)));
    }

    private async Task<(string File, ContentHash Content)> EncryptAsync(string plaintext)
    {
        await File.WriteAllTextAsync(it.PathOf("plain"), plaintext);
        await it.ShellAsync("owner.json", "data", "encrypt", it.PathOf("plain"), "-o", it.PathOf("cipher"), "--data-key", it.PathOf("data-key"));
        return (it.PathOf("cipher"), ContentHash.Of(await File.ReadAllBytesAsync(it.PathOf("cipher"))));
    }

    private static Secp256k1PublicKey Recipient(string hex)
    {
        Assert.True(Secp256k1PublicKey.TryParse(Convert.FromHexString(hex[2..]), out var key));
        return key;
    }
}
