using LazAI.AppHost.Commands;

namespace LazAI.AppHost.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("")]
    [InlineData("--port 9000 --workers 8 --data /tmp/x")]
    [InlineData("demo")]
    [InlineData("demo --connection-string Host=db --workers 1")]
    [InlineData("demo --silos 8")]
    [InlineData("install --tests")]
    public void Parse_KnownCommands_HasNoErrors(string line) => Assert.Empty(Parse(line).Errors);

    [Theory]
    [InlineData("--port 0")]
    [InlineData("--port 65536")]
    [InlineData("--workers 0")]
    [InlineData("demo --workers 9")]
    [InlineData("demo --port many")]
    [InlineData("--silos 0")]
    [InlineData("--silos 9")]
    [InlineData("dmeo")]
    public void Parse_SenselessValues_AreRefused(string line) => Assert.NotEmpty(Parse(line).Errors);

    private static System.CommandLine.ParseResult Parse(string line) =>
        CommandLine.Create().Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
