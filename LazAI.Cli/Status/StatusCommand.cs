using System.CommandLine;
using LazAI.Cli.Invocation;
using Spectre.Console;

namespace LazAI.Cli.Status;

/// <summary><c>lazai status</c>: which network answers. Its JSON is what <c>receipt verify --network</c> takes.</summary>
internal static class StatusCommand
{
    public static Command Create() => new Command("status", "Show the network that answers").Runs(async (context, cancellationToken) =>
    {
        var status = await context.Client.GetStatusAsync(cancellationToken);
        context.Show(status, console =>
        {
            var table = new Table().HideHeaders().AddColumns("", "").Border(TableBorder.None);
            table.AddRow("Gateway", context.Gateway.ToString());
            table.AddRow("Chain", status.ChainId.ToString(System.Globalization.CultureInfo.InvariantCulture));
            table.AddRow("Genesis", status.GenesisHash.ToString());
            table.AddRow("Slot", FormattableString.Invariant($"{status.Slot} of {status.Rules.SlotMilliseconds} ms"));
            table.AddRow("Rules", FormattableString.Invariant($"version {status.Rules.Version}, fees in {status.Rules.NativeAsset}"));
            table.AddRow("Software", Markup.Escape($"{status.SoftwareVersion} ({status.GrainRuntime})"));
            console.Write(table);
        });
        return ExitCode.Success;
    });
}
