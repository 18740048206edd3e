using System.CommandLine;
using System.Text.Json;
using LazAI.Cli;
using LazAI.Cli.Invocation;
using LazAI.Cli.Tasks;
using LazAI.Client.Keys;
using LazAI.Testing;

namespace LazAI.Gateway.Tests;

/// <summary>The command line beside a service that has no worker for a model: whoever asks is told, and told what will come of it.</summary>
[Collection(nameof(NetworkFixture))]
public sealed class NoWorkerWarningTests(NetworkFixture network) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lazai-warning-tests").FullName;

    [Fact]
    public async Task Models_ShowAndList_SayWhetherAnybodyCanRunThem()
    {
        using var worker = await TestWorker.OpenAsync(network, network.Worker);
        using var unserved = await UnservedModel.PublishAsync(network, "unserved to show");
        await WaitForSessionsAsync();

        var (_, shown, _) = await RunAsync("models", "show", unserved.Id.ToString());
        Assert.Contains("none open that can run it", shown, StringComparison.Ordinal);
        Assert.Contains($"measurement  {new string('0', 96)}", shown, StringComparison.Ordinal);

        var (_, served, _) = await RunAsync("models", "show", network.Model.ComputeModelId().ToString());
        Assert.Matches("sessions     [1-9][0-9]* open that can run it", served);

        await unserved.WaitUntilListedAsync();
        var (_, listed, _) = await RunAsync("models", "list");
        Assert.Contains("none open that can run it", listed, StringComparison.Ordinal);
        Assert.Matches("sessions     [1-9][0-9]* open that can run it", listed);

        var (_, json, _) = await RunAsync("models", "show", unserved.Id.ToString(), "--json");
        Assert.Equal(0, JsonDocument.Parse(json).RootElement.GetProperty("eligibleSessions").GetInt32());
        await worker.Api.CloseAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Models_ThatDemandGenuineEvidence_AreShownWithEachDemand()
    {
        var model = network.Model with { Name = "genuine only", Evidence = DocumentedPolicies.Read("tdx") };
        await network.Client.RegisterModelAsync(network.SignedBy(network.Publisher).RegisterModel(model));

        var (_, shown, _) = await RunAsync("models", "show", model.ComputeModelId().ToString());

        Assert.Matches("accepts      tdx\r?\n", shown);
        Assert.Matches($"trustDomain\\.mrTd +{model.Evidence.Tdx!.TrustDomain.MrTd}", shown);
        Assert.Matches($"tcb\\.statuses +{string.Join(", ", model.Evidence.Tdx.Tcb.Statuses)}", shown);
        Assert.DoesNotContain("DEVELOPMENT", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_ToAModelThatNobodyCanRun_WarnsBesideItsAnswer()
    {
        using var unserved = await UnservedModel.PublishAsync(network, "unserved to submit to");
        string[] submit = ["task", "submit", "--model", unserved.Id.ToString(), .. Input(), .. Key(unserved), "--count", "2"];

        var (exit, output, error) = await RunAsync(submit);
        Assert.Equal(ExitCode.Success, exit);
        var taskIds = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Identifiers.Task).ToArray();
        Assert.Equal(2, taskIds.Length);
        var deadline = (await network.Client.GetTaskAsync(taskIds[0])).Request.DeadlineSlot;
        Assert.Contains("no worker whose measurement unserved to submit to 1 accepts has an open session", error, StringComparison.Ordinal);
        Assert.Contains($"Task {taskIds[0]} and 1 more wait", error, StringComparison.Ordinal);
        Assert.Contains($"here slot {deadline} (", error, StringComparison.Ordinal);
        Assert.Contains("its whole fee is refunded", error, StringComparison.Ordinal);

        var (_, accepted, warning) = await RunAsync([.. submit, "--json"]);
        Assert.Equal(2, JsonDocument.Parse(accepted).RootElement.GetProperty("taskIds").GetArrayLength());
        Assert.Equal(NoWorkerWarning.Code, JsonDocument.Parse(warning).RootElement.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Submit_ToAModelThatAWorkerCanRun_WarnsOfNothing()
    {
        using var worker = await TestWorker.OpenAsync(network, network.Worker);
        using var unserved = await UnservedModel.PublishAsync(network, "unserved beside a served one");
        await WaitForSessionsAsync();

        var (exit, output, error) = await RunAsync(
            ["task", "submit", "--model", network.Model.ComputeModelId().ToString(), .. Input(), .. Key(unserved)]);

        Assert.Equal(ExitCode.Success, exit);
        Assert.Empty(error);
        Identifiers.Task(output.Trim());
        var work = await worker.TakeAsync(1);
        await worker.Api.SubmitResultsAsync(worker.Sign([.. work.Select(worker.Echo)]), CancellationToken.None);
        await worker.Api.CloseAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Watch_WhileTasksWaitForNobody_WarnsOnceAndEndsWithTheirExpiry(bool json)
    {
        using var unserved = await UnservedModel.PublishAsync(network, $"unserved to watch, json {json}");
        var taskIds = await unserved.SubmitAsync(2, TimeSpan.FromSeconds(6));

        string[] watch = ["task", "watch", .. taskIds.Select(task => task.ToString())];
        var (exit, output, error) = await RunAsync(json ? [.. watch, "--json"] : watch);

        Assert.Equal(ExitCode.Refused, exit);
        Assert.Contains("Expired", output, StringComparison.Ordinal);
        Assert.DoesNotContain("no worker whose measurement", output, StringComparison.Ordinal);
        Assert.Equal(2, error.Split("no worker whose measurement").Length);
        Assert.Contains("and 1 more wait", error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string[] Input()
    {
        var path = Path.Combine(_folder, "input");
        File.WriteAllBytes(path, new byte[network.Model.InputBytes]);
        return ["--input", path];
    }

    private string[] Key(UnservedModel unserved)
    {
        var path = Path.Combine(_folder, "key.json");
        KeyFile.WriteInsecurePlaintext(path, unserved.Customer);
        return ["--key", path];
    }

    /// <summary>The service's answer may be a second old.</summary>
    private async Task WaitForSessionsAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await network.Client.GetModelAsync(network.Model.ComputeModelId(), limit.Token)).EligibleSessions is null or 0)
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private async Task<(int Exit, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await LazAICommand.Create().Parse([.. args, "--gateway", network.Address.AbsoluteUri])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }
}
