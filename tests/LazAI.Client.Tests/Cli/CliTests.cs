using System.CommandLine;
using System.Text.Json;
using LazAI.Cli;
using LazAI.Cli.Invocation;
using LazAI.Client.Tests.Receipts;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Testing.Http;

namespace LazAI.Client.Tests.Cli;

public sealed class CliTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lazai-cli-").FullName;

    [Fact]
    public async Task ReceiptVerify_HonestReceiptWithAllPins_SucceedsOffline()
    {
        using var sample = new SampleReceipt();
        var (receipt, network) = await WriteAsync(sample, sample.Json);

        var (exit, output, _) = await RunAsync(
            "receipt", "verify", receipt, "--network", network, "--trust-development-root", sample.Trust.Roots[0].Fingerprint.ToString(),
            "--accept-model", sample.Receipt.Model.ComputeHash().ToString(), "--weights", await WriteAsync("weights", sample.Weights));

        Assert.Equal(ExitCode.Success, exit);
        Assert.Contains(
            "VALID. Recomputed: the result is right. DEVELOPMENT EVIDENCE: proves nothing about hardware.", output, StringComparison.Ordinal);
        Assert.Contains("What this does not prove:", output, StringComparison.Ordinal);
        Assert.DoesNotContain("not checked", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReceiptVerify_WithoutPins_SaysWhatWasNotChecked()
    {
        using var sample = new SampleReceipt();
        var (receipt, _) = await WriteAsync(sample, sample.Json);

        var (exit, output, _) = await RunAsync(
            "receipt", "verify", receipt, "--json", "--trust-development-root", sample.Trust.Roots[0].Fingerprint.ToString());

        Assert.Equal(ExitCode.Success, exit);
        var verdict = JsonDocument.Parse(output).RootElement;
        Assert.True(verdict.GetProperty("valid").GetBoolean());
        Assert.True(verdict.GetProperty("partial").GetBoolean());
        Assert.True(verdict.GetProperty("developmentEvidence").GetBoolean());
        Assert.Equal(27, verdict.GetProperty("checks").GetArrayLength());
    }

    [Fact]
    public async Task ReceiptVerify_RootNotTrusted_IsRefusedByExitCode()
    {
        using var sample = new SampleReceipt();
        var (receipt, _) = await WriteAsync(sample, sample.Json);

        var (exit, output, _) = await RunAsync("receipt", "verify", receipt);

        Assert.Equal(ExitCode.Refused, exit);
        Assert.Contains("REFUSED: evidence; evidence binding; evidence statement; evidence policy.", output, StringComparison.Ordinal);
        Assert.Contains("--trust-development-root", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReceiptVerify_TamperedReceipt_IsRefusedByExitCode()
    {
        using var sample = new SampleReceipt();
        var (receipt, _) = await WriteAsync(sample, CanonicalJson.Serialize(sample.Receipt with { Output = "{}"u8.ToArray() }));

        var (exit, output, _) = await RunAsync(
            "receipt", "verify", receipt, "--trust-development-root", sample.Trust.Roots[0].Fingerprint.ToString());

        Assert.Equal(ExitCode.Refused, exit);
        Assert.Contains("REFUSED: output; objective commitment.", output, StringComparison.Ordinal);
    }

    /// <summary>A lie within the trace: only who has the weights can tell.</summary>
    [Theory]
    [InlineData(VerifyMode.Tee)]
    [InlineData(VerifyMode.Optimistic)]
    public async Task ReceiptVerify_FalseResultWithWeights_IsRefusedByExitCode(VerifyMode mode)
    {
        using var sample = new SampleReceipt(mode: mode, lie: true);
        var (receipt, _) = await WriteAsync(sample, sample.Json);
        string[] command = ["receipt", "verify", receipt, "--trust-development-root", sample.Trust.Roots[0].Fingerprint.ToString()];

        var (without, unproven, _) = await RunAsync([.. command, "--json"]);
        var (with, refused, _) = await RunAsync([.. command, "--weights", await WriteAsync("weights", sample.Weights)]);

        Assert.Equal(ExitCode.Success, without);
        Assert.False(JsonDocument.Parse(unproven).RootElement.GetProperty("recomputed").GetBoolean());
        Assert.Contains("Give the model's weights", unproven, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Refused, with);
        Assert.Contains("REFUSED: recomputation.", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReceiptVerify_DevelopmentSetup_IsRefusedUnlessNamedAndThenSaidLoudly()
    {
        using var sample = new SampleReceipt(mode: VerifyMode.TeeZk);
        var (receipt, _) = await WriteAsync(sample, sample.Json);
        string[] command = ["receipt", "verify", receipt, "--trust-development-root", sample.Trust.Roots[0].Fingerprint.ToString()];
        var key = sample.Trust.DevelopmentSetups[0].ToString();

        var (unnamed, refused, _) = await RunAsync(command);
        var (asCeremony, _, _) = await RunAsync([.. command, "--trust-setup", key]);
        var (named, accepted, _) = await RunAsync([.. command, "--trust-development-setup", key]);

        Assert.Equal((ExitCode.Refused, ExitCode.Refused, ExitCode.Success), (unnamed, asCeremony, named));
        Assert.Contains("REFUSED: set-up of the proof.", refused, StringComparison.Ordinal);
        Assert.Contains("DEVELOPMENT SET-UP: whoever made the key can prove anything.", accepted, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReceiptVerify_FileThatNeverEnds_IsUnusable()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var (exit, _, error) = await RunAsync("receipt", "verify", "/dev/zero");

        Assert.Equal(ExitCode.Unusable, exit);
        Assert.Contains("has more than", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReceiptVerify_NoReceipt_IsRefusedByExitCode()
    {
        var (exit, output, _) = await RunAsync("receipt", "verify", await WriteAsync("other", [0xff, 0x00]));

        Assert.Equal(ExitCode.Refused, exit);
        Assert.Contains("REFUSED: document.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReceiptVerify_RootThatIsNone_SaysWhatToGive()
    {
        using var sample = new SampleReceipt();
        var (receipt, _) = await WriteAsync(sample, sample.Json);

        var (exit, _, error) = await RunAsync("receipt", "verify", receipt, "--trust-development-root", "nothing");

        Assert.Equal(ExitCode.Unusable, exit);
        Assert.Contains("PEM certificate", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_NewThenShow_KeepsTheKeyToItself()
    {
        var key = Path.Combine(_folder, "key.json");
        var passphrase = Path.Combine(_folder, "passphrase");
        await File.WriteAllTextAsync(passphrase, "correct horse\n");

        var (made, created, _) = await RunAsync("keys", "new", "--key", key, "--passphrase-file", passphrase, "--json");
        var (_, shown, _) = await RunAsync("keys", "show", "--key", key, "--json");
        var (_, revealed, _) = await RunAsync("keys", "show", "--key", key, "--passphrase-file", passphrase, "--reveal-private-key", "--json");
        var (again, _, error) = await RunAsync("keys", "new", "--key", key, "--passphrase-file", passphrase);

        Assert.Equal(ExitCode.Success, made);
        Assert.Equal(created, shown);
        Assert.True(JsonDocument.Parse(shown).RootElement.GetProperty("isEncrypted").GetBoolean());
        Assert.False(JsonDocument.Parse(shown).RootElement.TryGetProperty("privateKey", out _));
        Assert.Matches("^0x[0-9a-f]{64}$", JsonDocument.Parse(revealed).RootElement.GetProperty("privateKey").GetString());
        Assert.Equal(ExitCode.Unusable, again);
        Assert.Contains("never overwritten", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_ThatDoNotFit_AreNoRefusalOfTheService()
    {
        var (exit, _, error) = await RunAsync("task", "show");

        Assert.Equal(ExitCode.Unusable, exit);
        Assert.Contains("task", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_FileWithoutAFolder_IsTheFileHere()
    {
        var (exit, _, error) = await RunAsync("keys", "show", "--key", "none.json");

        Assert.Equal(ExitCode.Unusable, exit);
        Assert.Contains("There is no key none.json.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_ServiceDown_SaysHowToStartOne()
    {
        var (exit, output, error) = await RunAsync("status", "--gateway", "http://127.0.0.1:1");

        Assert.Equal(ExitCode.Unreachable, exit);
        Assert.Empty(output);
        Assert.Contains("dotnet run --project LazAI.AppHost", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TaskShow_Unknown_IsRefusedInJsonToo()
    {
        await using var service = await FakeService.StartAsync((context, _) => FakeService.ProblemAsync(context, 404, "task/not-found"));

        var (exit, output, error) = await RunAsync(
            "task", "show", default(TaskId).ToString(), "--json", "--gateway", service.Http.BaseAddress!.AbsoluteUri);

        Assert.Equal(ExitCode.Refused, exit);
        Assert.Empty(output);
        Assert.Equal("task/not-found", JsonDocument.Parse(error).RootElement.GetProperty("code").GetString());
    }

    [Fact]
    public async Task TaskSubmit_FilesAndCount_GoOutUnderOneSignature()
    {
        using var sample = new SampleReceipt();
        var model = new ModelView(sample.Receipt.Request.ModelId, sample.Receipt.Model with { InputBytes = 4 }, new Slot(1));
        SubmitTasksRequest? submitted = null;
        FakeService? service = null;
        await using var started = service = await FakeService.StartAsync((context, call) => context.Request.Path.Value switch
        {
            "/v1/status" => FakeService.JsonAsync(context, Json(TestAccount.Status)),
            "/v1/tasks" => FakeService.JsonAsync(context, Json(Accept(service!.Calls[call - 1].Body)), 202),
            _ => FakeService.JsonAsync(context, Json(model)),
        });
        var key = Path.Combine(_folder, "key.json");
        await RunAsync("keys", "new", "--key", key, "--insecure-plaintext");
        var (one, two) = (Path.Combine(_folder, "one"), Path.Combine(_folder, "two"));
        await File.WriteAllBytesAsync(one, [1, 2, 3, 4]);
        await File.WriteAllBytesAsync(two, [5, 6, 7, 8]);

        var (exit, output, error) = await RunAsync(
            "task", "submit", "--model", model.ModelId.ToString(), "--input", one, two, "--count", "5", "--key", key, "--json",
            "--gateway", service.Http.BaseAddress!.AbsoluteUri);

        Assert.True(exit == ExitCode.Success, error);
        Assert.Equal(5, submitted!.Tasks.Length);
        Assert.Equal([1, 5, 1, 5, 1], submitted.Tasks.Select(task => (int)task.Data!.Value.Span[0]));
        Assert.All(submitted.Tasks, task => Assert.Equal(sample.Receipt.Model.Price, task.FeeMaximum));
        Assert.Equal(5, JsonDocument.Parse(output).RootElement.GetProperty("taskIds").GetArrayLength());

        TasksAccepted Accept(byte[] body)
        {
            submitted = CanonicalJson.Deserialize<SubmitTasksRequest>(body);
            return new TasksAccepted([.. submitted.Tasks.Select(task => task.ToRequest(submitted.Submitter).ComputeTaskId())]);
        }
    }

    [Fact]
    public async Task TaskSubmit_InputOfAnotherSize_IsRefusedBeforeAnythingIsSent()
    {
        using var sample = new SampleReceipt();
        var model = new ModelView(sample.Receipt.Request.ModelId, sample.Receipt.Model with { InputBytes = 4 }, new Slot(1));
        await using var service = await FakeService.StartAsync((context, _) => FakeService.JsonAsync(
            context, context.Request.Path == "/v1/status" ? Json(TestAccount.Status) : Json(model)));
        var key = Path.Combine(_folder, "key.json");
        await RunAsync("keys", "new", "--key", key, "--insecure-plaintext");
        var input = Path.Combine(_folder, "input");
        await File.WriteAllBytesAsync(input, [1, 2, 3]);

        var (exit, _, error) = await RunAsync(
            "task", "submit", "--model", model.ModelId.ToString(), "--input", input, "--key", key, "--gateway", service.Http.BaseAddress!.AbsoluteUri);

        Assert.Equal(ExitCode.Unusable, exit);
        Assert.Contains("has 3 bytes, the model takes exactly 4", error, StringComparison.Ordinal);
        Assert.DoesNotContain(service.Calls, call => call.Method == "POST");
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("1", "1000000000000000000")]
    [InlineData("12.5", "12500000000000000000")]
    [InlineData("0.000000000000000001", "1")]
    [InlineData("340282366920938463463.374607431768211455", "340282366920938463463374607431768211455")]
    public void TokenAmount_Text_IsExactBothWays(string text, string baseUnits)
    {
        Assert.Equal(baseUnits, TokenAmount.Parse(text).ToString());
        Assert.Equal(text, TokenAmount.Format(TokenAmount.Parse(text)).Replace(",", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1e3")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1.2.3")]
    [InlineData("1,000")]
    [InlineData("0.0000000000000000001")]
    [InlineData("340282366920938463463.374607431768211456")]
    public void TokenAmount_AnythingElse_IsRefused(string text) => Assert.Throws<CommandFailedException>(() => TokenAmount.Parse(text));

    [Theory]
    [InlineData("999999999999999999999999999")]
    [InlineData("340282366920938463463.374607431768211456")]
    [InlineData("9999999999999999999999999999999999999999999999999999999999")]
    public void TokenAmount_TooLarge_IsCalledThat(string text) =>
        Assert.Equal($"'{text}' is too large.", Assert.Throws<CommandFailedException>(() => TokenAmount.Parse(text)).Message);

    [Fact]
    public void TokenAmount_WithALeadingZero_IsNotCalledTooLarge() =>
        Assert.EndsWith("is no amount.", Assert.Throws<CommandFailedException>(() => TokenAmount.Parse("007")).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Json<T>(T value) => System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(value));

    private static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await LazAICommand.RunAsync(args, new InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }

    private async Task<string> WriteAsync(string name, byte[] bytes)
    {
        var file = Path.Combine(_folder, name);
        await File.WriteAllBytesAsync(file, bytes);
        return file;
    }

    private async Task<(string Receipt, string Network)> WriteAsync(SampleReceipt sample, byte[] json)
    {
        var receipt = Path.Combine(_folder, "receipt.json");
        var network = Path.Combine(_folder, "network.json");
        await File.WriteAllBytesAsync(receipt, json);
        var pinned = sample.Trust.Network!;
        await File.WriteAllBytesAsync(network, CanonicalJson.Serialize(
            new NetworkStatus(pinned.ChainId, pinned.GenesisHash, pinned.GenesisTime, new Slot(1), pinned.Rules, "test", "test")));
        return (receipt, network);
    }
}
