using System.CommandLine;
using System.Text.Json;
using LazAI.Cli;
using LazAI.Cli.Invocation;
using LazAI.Client.Keys;
using LazAI.Cryptography;
using LazAI.Protocol.Challengers;

namespace LazAI.Gateway.Tests.Challengers;

/// <summary><c>lazai challenger</c> against a service: from application to dismissal.</summary>
[Collection(nameof(ElectedNetwork))]
public sealed class ChallengerCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lazai-challenger-tests").FullName;
    private readonly ElectedNetwork _network;
    private readonly Address _address;

    public ChallengerCommandTests(ElectedNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        _network = network;
        var candidate = network.TakeCandidate();
        _address = candidate.Address;
        KeyFile.WriteInsecurePlaintext(PathOf("candidate.json"), candidate);
        KeyFile.WriteInsecurePlaintext(PathOf("elector.json"), ElectedNetwork.Elector);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Challenger_AppliesIsElectedDismissedAndWithdraws_IsShownSo()
    {
        var address = _address.ToString();
        Assert.Contains($"{address}  Candidate", await SucceedsAsync("candidate.json", "apply"), StringComparison.Ordinal);
        Assert.Contains("Elected", await SucceedsAsync("elector.json", "elect", address, "--days", "0.01"), StringComparison.Ordinal);
        var list = await SucceedsAsync("candidate.json", "list");
        Assert.Contains($"{ElectedNetwork.Elector.Address} elects challengers", list, StringComparison.Ordinal);
        Assert.Matches($"{address} *│ Elected *│ slot [0-9]+ *│ *10000 *│ *0 *│ *0 *│ *0 *│ *0 *│ *0 *│ *0 %", list);
        var shown = await SucceedsAsync("candidate.json", "show");
        Assert.Contains("0 done, 0 missed: 0 % of the way to dismissal", shown, StringComparison.Ordinal);
        Assert.Contains("No result waits to be checked.", shown, StringComparison.Ordinal);
        var json = JsonDocument.Parse(await SucceedsAsync("elector.json", "show", address, "--json")).RootElement;
        Assert.Equal("Elected", json.GetProperty("challenger").GetProperty("standing").GetString());
        Assert.Equal(0, json.GetProperty("duties").GetProperty("open").GetInt32());

        Assert.Contains("left        in slot", await SucceedsAsync("elector.json", "dismiss", address), StringComparison.Ordinal);
        await SucceedsAsync("candidate.json", "apply");
        Assert.Contains($"{address}  Left", await SucceedsAsync("candidate.json", "withdraw"), StringComparison.Ordinal);

        var (exit, _, error) = await RunAsync("candidate.json", "elect", address);
        Assert.Equal(ExitCode.Unusable, exit);
        Assert.Contains($"{ElectedNetwork.Elector.Address} does", error, StringComparison.Ordinal);
        (exit, _, error) = await RunAsync("elector.json", "elect", address);
        Assert.Equal(ExitCode.Refused, exit);
        Assert.Contains(ChallengerErrors.NotStanding.Value, error, StringComparison.Ordinal);
        (exit, _, error) = await RunAsync("elector.json", "elect", address, "--days", "0");
        Assert.Equal(ExitCode.Unusable, exit);
        Assert.Contains("--days", error, StringComparison.Ordinal);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private async Task<string> SucceedsAsync(string key, params string[] args)
    {
        var (exit, output, error) = await RunAsync(key, args);
        Assert.True(exit == ExitCode.Success, error);
        return output;
    }

    private async Task<(int Exit, string Output, string Error)> RunAsync(string key, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await LazAICommand.Create()
            .Parse(["challenger", .. args, "--gateway", _network.Network.Address.AbsoluteUri, "--key", PathOf(key)])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }
}
