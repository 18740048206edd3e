using System.CommandLine;
using System.Text.Json;
using LazAI.Cli;
using LazAI.Cli.Invocation;
using LazAI.Testing.Http;

namespace LazAI.Client.Tests.Cli;

/// <summary>A service that takes calls and never answers them.</summary>
public sealed class PatienceTests
{
    [Fact]
    public async Task Status_ServiceHangs_SaysWhatItWaitsForAndGivesUpInTime()
    {
        await using var service = await FakeService.StartAsync(HangAsync);

        var (exit, output, error) = await RunAsync(service, "status", "--timeout", "2");

        Assert.Equal(ExitCode.Unreachable, exit);
        Assert.Empty(output);
        Assert.Single(service.Calls);
        var lines = error.Split('\n');
        Assert.Equal(
            $"lazai: GET v1/status has no answer from {service.Http.BaseAddress} yet; waiting for 2 s in all. (cli/waiting)", lines[0].TrimEnd());
        Assert.Contains("within 2 s. (client/timed-out)", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_ServiceHangs_SaysSoInJsonToo()
    {
        await using var service = await FakeService.StartAsync(HangAsync);

        var (_, _, error) = await RunAsync(service, "status", "--timeout", "1", "--json");

        var codes = error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("code").GetString());
        Assert.Equal(["cli/waiting", "client/timed-out"], codes);
    }

    [Fact]
    public async Task Status_ServiceBusyForLongerThanThePatience_FailsAtOnce()
    {
        await using var service = await FakeService.StartAsync((context, _) => FakeService.ProblemAsync(context, 503, "service/unavailable", "30"));

        var (exit, _, error) = await RunAsync(service, "status");

        Assert.Equal(ExitCode.Refused, exit);
        Assert.Single(service.Calls);
        Assert.Contains("service/unavailable", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("86400")]
    [InlineData("soon")]
    public async Task Timeout_ThatIsNone_IsUnusable(string timeout)
    {
        await using var service = await FakeService.StartAsync(HangAsync);

        var (exit, _, error) = await RunAsync(service, "status", "--timeout", timeout);

        Assert.Equal(ExitCode.Unusable, exit);
        Assert.Contains("--timeout", error, StringComparison.Ordinal);
        Assert.Empty(service.Calls);
    }

    private static Task HangAsync(Microsoft.AspNetCore.Http.HttpContext context, int call) =>
        Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

    private static async Task<(int Exit, string Output, string Error)> RunAsync(FakeService service, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await LazAICommand.RunAsync(
            [.. args, "--gateway", service.Http.BaseAddress!.AbsoluteUri], new InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }
}
