using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using LazAI.Cli;
using LazAI.Cli.Invocation;
using LazAI.Client.DataSets;
using LazAI.Client.Keys;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Ownership;

namespace LazAI.Gateway.Tests;

/// <summary><c>lazai data</c> against a service: an owner's whole way with an encrypted data set.</summary>
[Collection(nameof(NetworkFixture))]
public sealed class DataCommandTests(NetworkFixture network) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lazai-data-tests").FullName;
    private DataSetNetwork _it = null!;

    public async Task InitializeAsync()
    {
        _it = await DataSetNetwork.OpenAsync(network);
        KeyFile.WriteInsecurePlaintext(PathOf("owner.json"), _it.Owner);
        KeyFile.WriteInsecurePlaintext(PathOf("other.json"), _it.Other);
    }

    public async Task DisposeAsync()
    {
        await _it.CloseAsync();
        _it.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Data_EncryptedAnchoredLicensedAndReleased_OpensInTheEnclave()
    {
        var plaintext = RandomNumberGenerator.GetBytes(10_000);
        await File.WriteAllBytesAsync(PathOf("plain"), plaintext);
        await SucceedsAsync("data", "encrypt", PathOf("plain"), "--output", PathOf("cipher"), "--data-key", PathOf("data-key"));
        var file = await File.ReadAllBytesAsync(PathOf("cipher"));
        var content = ContentHash.Of(file);
        var stored = JsonDocument.Parse(await SucceedsAsync("data", "put", PathOf("cipher"), "--json")).RootElement;
        Assert.Equal(content.ToString(), stored.GetProperty("contentHash").GetString());

        var (anchor, signature) = _it.Enclave.Anchor(
            file, ContentKind.DataSet, _it.Owner.Address, Bytes32.Zero, (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        await File.WriteAllBytesAsync(
            PathOf("tuple"), CanonicalJson.Serialize(new AnchorTuple(anchor, signature, _it.Worker.Account.Address)));
        Assert.Contains(
            $"owner     {_it.Owner.Address}",
            await SucceedsAsync("data", "anchor", PathOf("tuple"), "--blob", stored.GetProperty("blob").GetString()!),
            StringComparison.Ordinal);
        var licensed = await SucceedsAsync(
            "data", "license", content.ToString(), "--to", _it.Other.Address.ToString(), "--scope", "inference+analysis", "--price", "1.5",
            "--hours", "1");
        Assert.Contains($"inference+analysis for {_it.Other.Address}, 1.5 a use", licensed, StringComparison.Ordinal);

        var session = _it.Worker.Session.Id;
        await network.Client.TransferAsync(
            network.SignedBy(network.Submitter).Transfer(LedgerAccount.User(_it.Other.Address), Amount.FromTokens(2)));
        Assert.True(_it.Enclave.TryCountersign(
            _it.Orders(_it.Other, content).RequestKey(session, LicenceScope.Inference, Amount.FromTokens(2)), out var request));
        await _it.Client.RequestKeyAsync(request);
        string[] release =
        [
            "data", "release", content.ToString(), "--data-key", PathOf("data-key"), "--trust-development-root", network.Root.Fingerprint.ToString(),
        ];
        Assert.Contains(
            "The owner does not accept development-tdx evidence of measurement", await SucceedsAsync([.. release, "--accept-measurement", new string('0', 96)]),
            StringComparison.Ordinal);
        Assert.Contains(
            "key released",
            await SucceedsAsync([.. release, "--accept-measurement", Convert.ToHexStringLower(network.TrustDomain.MrTd.AsSpan())]),
            StringComparison.Ordinal);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        string uses;
        while (!(uses = await SucceedsAsync("data", "uses", content.ToString())).Contains("ledger event", StringComparison.Ordinal))
        {
            await Task.Delay(50, limit.Token);
        }

        Assert.Contains($"inference by {_it.Other.Address}", uses, StringComparison.Ordinal);
        Assert.Contains($"1.5 to {_it.Owner.Address}, 0.5 back", uses, StringComparison.Ordinal);
        var use = await SucceedsAsync("data", "use", LicenceUse.IdOf(request.Order).ToString());
        Assert.Contains("OK      use: request and price follow from event 3, its outcome from event 4", use, StringComparison.Ordinal);
        Assert.Contains("OK      ledger: 1500000000000000000 to the owner and 500000000000000000 back, posted exactly so", use, StringComparison.Ordinal);

        var key = await _it.Client.FindKeyAsync(content, session);
        Assert.True(_it.Enclave.TryOpen(file, content, _it.Owner.Address, key!.Envelope.Span, out var opened));
        Assert.Equal(plaintext, opened.Plaintext.ToArray());

        await SucceedsAsync("data", "decrypt", PathOf("cipher"), "--output", PathOf("again"), "--data-key", PathOf("data-key"));
        Assert.Equal(plaintext, await File.ReadAllBytesAsync(PathOf("again")));
        var (exit, _, error) = await RunAsync(
            "other.json", "data", "decrypt", PathOf("cipher"), "--output", PathOf("stolen"), "--data-key", PathOf("data-key"));
        Assert.Equal(ExitCode.Unusable, exit);
        Assert.Contains("is not wrapped to", error, StringComparison.Ordinal);
        Assert.False(File.Exists(PathOf("stolen")));
    }

    [Fact]
    public async Task Release_WhileTheServiceIsAway_WaitsAndGoesOn()
    {
        await File.WriteAllBytesAsync(PathOf("plain"), RandomNumberGenerator.GetBytes(100));
        await SucceedsAsync("data", "encrypt", PathOf("plain"), "--output", PathOf("cipher"), "--data-key", PathOf("data-key"));
        var file = await File.ReadAllBytesAsync(PathOf("cipher"));
        var content = (await _it.Client.AnchorAsync(_it.Anchor(file))).ContentHash;
        await SucceedsAsync("data", "license", content.ToString(), "--to", "anyone", "--scope", "inference", "--hours", "1");
        await using var line = new CuttableLine(network.Address);
        using var end = new CancellationTokenSource();
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var synchronizedOutput = TextWriter.Synchronized(output);
        using var synchronizedError = TextWriter.Synchronized(error);
        string[] release =
        [
            "data", "release", content.ToString(), "--data-key", PathOf("data-key"), "--watch",
            "--trust-development-root", network.Root.Fingerprint.ToString(),
            "--accept-measurement", Convert.ToHexStringLower(network.TrustDomain.MrTd.AsSpan()),
            "--gateway", line.Address.AbsoluteUri, "--key", PathOf("owner.json"), "--timeout", "1",
        ];
        var watching = LazAICommand.Create().Parse(release).InvokeAsync(
            new InvocationConfiguration { Output = synchronizedOutput, Error = synchronizedError }, end.Token);

        await AskForKeyAsync(_it.Other);
        await SaysAsync(synchronizedOutput, output, "key released");
        line.Cut();
        await SaysAsync(synchronizedError, error, "Trying again until the service answers");
        using var late = await DataSetNetwork.OpenAsync(network);
        await AskForKeyAsync(_it.Other, late);
        line.Mend();
        await SaysAsync(synchronizedError, error, "The service answers again");
        await SaysAsync(synchronizedOutput, output, $"session {late.Worker.Session.Id}: key released");
        await late.CloseAsync();
        await end.CancelAsync();
        Assert.Equal(ExitCode.Success, await watching.WaitAsync(TimeSpan.FromMinutes(1)));

        async Task AskForKeyAsync(Secp256k1PrivateKey by, DataSetNetwork? at = null)
        {
            var it = at ?? _it;
            Assert.True(it.Enclave.TryCountersign(
                it.Orders(by, content).RequestKey(it.Worker.Session.Id, LicenceScope.Inference, Amount.Zero), out var request));
            await it.Client.RequestKeyAsync(request);
        }

        async Task SaysAsync(TextWriter monitor, StringWriter said, string what)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            while (!Said().Contains(what, StringComparison.Ordinal))
            {
                Assert.False(watching.IsCompleted, error.ToString());
                await Task.Delay(20, limit.Token);
            }

            string Said()
            {
                // A synchronised writer's methods lock it.
                lock (monitor)
                {
                    return said.ToString();
                }
            }
        }
    }

    [Fact]
    public async Task Data_OrdersOfTheOwner_ShowAndVerify()
    {
        var content = (await _it.AnchorNewAsync()).ToString();
        Assert.Contains(
            "training for anyone, 0 a use",
            await SucceedsAsync("data", "license", content, "--to", "anyone", "--scope", "training", "--hours", "24"), StringComparison.Ordinal);
        var view = JsonDocument.Parse(await SucceedsAsync("data", "show", content, "--json")).RootElement;
        var licence = view.GetProperty("licences")[0].GetProperty("id").GetString()!;
        Assert.Contains("revoked in slot", await SucceedsAsync("data", "revoke", content, licence), StringComparison.Ordinal);
        var other = _it.Other.Address.ToString();
        Assert.Contains(
            $"delegate  {other}", await SucceedsAsync("data", "delegate", content, "--to", other, "--hours", "1"), StringComparison.Ordinal);
        Assert.DoesNotContain("delegate", await SucceedsAsync("data", "delegate", content, "--to", other, "--hours", "0"), StringComparison.Ordinal);
        var program = Keccak256.Hash("program"u8).ToString();
        Assert.Contains($"to program {program}", await SucceedsAsync("data", "consent", content, program, "--hours", "1"), StringComparison.Ordinal);
        Assert.Contains($"owner     {other}", await SucceedsAsync("data", "transfer", content, "--to", other), StringComparison.Ordinal);
        Assert.Contains($"VALID: 7 orders, each signed by who might give it. {other} owns it.", await SucceedsAsync("data", "verify", content), StringComparison.Ordinal);

        var (exit, _, error) = await RunAsync("owner.json", "data", "transfer", content, "--to", other);
        Assert.Equal(ExitCode.Refused, exit);
        Assert.Contains(OwnershipErrors.NotOwner.Value, error, StringComparison.Ordinal);

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!(await SucceedsAsync("data", "list", "--owner", other)).Contains(content, StringComparison.Ordinal))
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private async Task<string> SucceedsAsync(params string[] args)
    {
        var (exit, output, error) = await RunAsync("owner.json", args);
        Assert.True(exit == ExitCode.Success, error);
        return output;
    }

    private async Task<(int Exit, string Output, string Error)> RunAsync(string key, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await LazAICommand.Create().Parse([.. args, "--gateway", network.Address.AbsoluteUri, "--key", PathOf(key)])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }
}
