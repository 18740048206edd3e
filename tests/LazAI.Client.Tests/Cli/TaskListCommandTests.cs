using System.CommandLine;
using LazAI.Cli;
using LazAI.Cli.Invocation;
using LazAI.Testing.Http;

namespace LazAI.Client.Tests.Cli;

/// <summary><c>lazai task list</c> asks for what its options say, over as many pages as there are.</summary>
public sealed class TaskListCommandTests
{
    [Fact]
    public async Task List_WithFilters_AsksForThemAndFollowsShortPages()
    {
        await using var service = await FakeService.StartAsync((context, call) => FakeService.JsonAsync(
            context, call < 3 ? """{"items":[],"nextCursor":"next"}""" : """{"items":[]}"""));

        var (exit, output, _) = await RunAsync(service, "--mode", "OP", "--status", "Invalid", "--from-slot", "3", "--until-slot", "9", "--count", "5");

        Assert.Equal(ExitCode.Success, exit);
        Assert.Contains("No task fits.", output, StringComparison.Ordinal);
        Assert.Equal(
            [
                "/v1/tasks?status=Invalid&mode=OP&fromSlot=3&untilSlot=9&limit=5",
                "/v1/tasks?status=Invalid&mode=OP&fromSlot=3&untilSlot=9&cursor=next&limit=5",
                "/v1/tasks?status=Invalid&mode=OP&fromSlot=3&untilSlot=9&cursor=next&limit=5",
            ],
            service.Calls.Select(call => call.Path));
    }

    [Theory]
    [InlineData("--mode", "Optimistic", "TEE_ZK")]
    [InlineData("--status", "done", "Settled")]
    [InlineData("--submitter", "me", "0x and 40")]
    [InlineData("--model", "digits", "0x and 64")]
    public async Task List_WithWhatIsNoValue_SaysWhatIs(string option, string value, string expected)
    {
        await using var service = await FakeService.StartAsync((context, _) => FakeService.JsonAsync(context, """{"items":[]}"""));

        var (exit, _, error) = await RunAsync(service, option, value);

        Assert.Equal(ExitCode.Unusable, exit);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Empty(service.Calls);
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(FakeService service, params string[] options)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await LazAICommand.RunAsync(
            ["task", "list", "--gateway", service.Http.BaseAddress!.ToString(), .. options],
            new InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }
}
