using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using LazAI.Cli.Invocation;
using LazAI.Client;
using LazAI.Client.DataSets;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Ownership;
using LazAI.Protocol.Settlements;
using Spectre.Console;

namespace LazAI.Cli.DataSets;

/// <summary><c>lazai data uses</c> and <c>use</c>: what was paid for which use of a data set.</summary>
internal static class UseCommands
{
    private static readonly Argument<string> s_use = new("use") { Description = "Hash of the use: that of its key request" };

    public static void AddTo(Command data)
    {
        data.Add(new Command("uses", "Show who has used it, and what each use has cost; newest first") { DataCommand.Content }.Runs(ListAsync));
        data.Add(new Command("use", "Show one use, and work its payment out again from the signed history") { s_use }.Runs(CheckAsync));
    }

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (client, content) = (new DataSetClient(context.Client), DataCommand.ContentOf(context));
        var clock = new NetworkClock(await context.Client.GetStatusAsync(cancellationToken));
        var uses = new List<UseView>();
        string? cursor = null;
        do
        {
            var page = await client.ListUsesAsync(content, cursor, cancellationToken: cancellationToken);
            uses.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        context.Show(uses, console =>
        {
            if (uses.Count == 0)
            {
                console.WriteLine("Nobody has used it.");
            }

            foreach (var use in uses)
            {
                Print(console, use, clock.Now);
            }
        });
        return ExitCode.Success;
    }

    private static async Task<int> CheckAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var client = new DataSetClient(context.Client);
        var status = await context.Client.GetStatusAsync(cancellationToken);
        var id = new UseId(Identifiers.Hash(context.Parse.GetRequiredValue(s_use), "use"));
        var use = await client.GetUseAsync(id, cancellationToken);
        var events = await client.GetEventsAsync(use.ContentHash, cancellationToken);
        var posted = use.Payment is { } payment ? await ReadAsync(context.Client, id, payment.Position, cancellationToken) : null;
        var findings = UseCheck.Check(use, new Eip712Domain(status.ChainId), status.Rules, events, posted);
        context.Show(new CheckedUse(use, findings), console =>
        {
            Print(console, use, new NetworkClock(status).Now);
            foreach (var finding in findings)
            {
                var verdict = finding.Holds switch { true => "[green]OK[/]     ", false => "[red]FAIL[/]   ", null => "[grey]pending[/]" };
                console.MarkupLine($"{verdict} {Markup.Escape(finding.Name)}: {Markup.Escape(finding.Detail)}");
            }
        });
        return findings.Any(finding => finding.Holds == false) ? ExitCode.Refused : ExitCode.Success;
    }

    private static async Task<Settlement?> ReadAsync(LazAIClient client, UseId use, long position, CancellationToken cancellationToken)
    {
        var view = await client.GetLedgerEventAsync(position, cancellationToken);
        return LedgerEvent.Codec.Decode(view.Type, Encoding.UTF8.GetBytes(view.Event.GetRawText())) is LedgerEvent.Settled settled
            ? settled.Settlements.FirstOrDefault(settlement => settlement.TaskId == LicenceUse.EscrowOf(use))
            : null;
    }

    private static void Print(IAnsiConsole console, UseView use, Protocol.Slot now)
    {
        console.MarkupLineInterpolated($"[bold]{use.Use}[/]  {LicenceScopeText.Format(use.Scope)} by {use.Account} in slot {use.RequestedAt}");
        var licence = use.Licence is { } id ? $"{TokenAmount.Format(use.Price)} under licence {id}" : "nothing, the owner's own";
        console.MarkupLineInterpolated($"  price     {licence}; {TokenAmount.Format(use.PriceMaximum)} reserved");
        console.MarkupLineInterpolated($"  outcome   {OutcomeOf(use, now)}");
    }

    private static string OutcomeOf(UseView use, Protocol.Slot now) => use switch
    {
        { Payee: { } payee, Payment: { } payment } =>
            $"used in slot {use.DecidedAt}; {TokenAmount.Format(payment.Paid)} to {payee}, {TokenAmount.Format(payment.Returned)} back, ledger event {payment.Position}",
        { Payee: not null } when use.PriceMaximum.IsZero => $"used in slot {use.DecidedAt}, free of charge",
        { Payee: { } payee } => $"used in slot {use.DecidedAt}; {TokenAmount.Format(use.Price)} are due to {payee}",
        { Payment: { } payment } => $"not used; {TokenAmount.Format(payment.Returned)} back, ledger event {payment.Position}",
        { DecidedAt: { } ended } => $"ended by a transfer in slot {ended}",
        _ when use.DeadlineSlot <= now => "not used in time",
        _ => $"waits for the key until slot {use.DeadlineSlot}",
    };

    private sealed record CheckedUse(UseView Use, ImmutableArray<SettlementFinding> Findings);
}
