using System.CommandLine;
using System.Text;
using LazAI.Cli;
using LazAI.Cli.Invocation;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;
using LazAI.Testing.Http;

namespace LazAI.Client.Tests.Cli;

/// <summary>What <c>lazai data show</c> prints of an owner's words, which a service may not have checked.</summary>
public sealed class DataShownTests
{
    [Theory]
    [InlineData("all clean", "all clean")]
    [InlineData("[red]markup[/] stays text, Größe too", "[red]markup[/] stays text, Größe too")]
    [InlineData("\u001b[2J\u001b]0;title\u0007gone", @"\u001b[2J\u001b]0;title\u0007gone")]
    [InlineData("true\n  claim     proven\r", @"true\u000a  claim     proven\u000d")]
    [InlineData("\u009b31m eight bits", @"\u009b31m eight bits")]
    [InlineData("\u202eturned\u200b", @"\u202eturned\u200b")]
    public async Task Show_OwnersWords_ArePrintedEscaped(string statement, string expected)
    {
        var content = ContentHash.Of("content"u8);
        var view = new DataSetView(
            content, ContentKind.DataSet, 7, default, default, new Slot(1), default, null, default, [], [], [],
            [new ClaimView(default, new ClaimContent(statement, null, null, []), false, new Slot(2))]);
        await using var service = await FakeService.StartAsync(
            (context, _) => FakeService.JsonAsync(context, Encoding.UTF8.GetString(CanonicalJson.Serialize(view))));

        using var output = new StringWriter();
        var exit = await LazAICommand.RunAsync(
            ["data", "show", content.ToString(), "--gateway", service.Http.BaseAddress!.ToString()],
            new InvocationConfiguration { Output = output, Error = output });

        Assert.Equal(ExitCode.Success, exit);
        Assert.Contains($"  claim     {expected} (the owner's word)", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(output.ToString(), character => char.IsControl(character) && character is not ('\n' or '\r'));
    }
}
