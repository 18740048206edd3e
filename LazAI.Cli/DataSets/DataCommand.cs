using System.CommandLine;
using LazAI.Cli.Invocation;
using LazAI.Client.DataSets;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;
using Spectre.Console;

namespace LazAI.Cli.DataSets;

/// <summary><c>lazai data</c>: who owns data sets and models, and what the owners allow.</summary>
internal static class DataCommand
{
    private static readonly Option<string?> s_owner = new("--owner") { Description = "Only what this address owns" };

    public static readonly Argument<string> Content = new("content") { Description = "Content hash: SHA-256 of the data set or model" };

    public static Command Create()
    {
        var command = new Command("data", "Data sets and models: owners, licences, encrypted data")
        {
            new Command("list", "List anchored data sets and models") { s_owner }.Runs(ListAsync),
            new Command("show", "Show one with its owner, licences, consents and claims") { Content }.Runs(ShowAsync),
            new Command("verify", "Check every signature and order of its history; exit code 0 only if it holds") { Content }.Runs(VerifyAsync),
        };
        UseCommands.AddTo(command);
        command.Add(AnchorCommand.Create());
        DataOrderCommands.AddTo(command);
        command.Add(AnalysisCommand.Create());
        DataKeyCommands.AddTo(command);
        ClaimCommands.AddTo(command);
        return command;
    }

    public static ContentHash ContentOf(CommandContext context) => Identifiers.Content(context.Parse.GetRequiredValue(Content));

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var client = new DataSetClient(context.Client);
        Cryptography.Address? owner = context.Parse.GetValue(s_owner) is { } text ? Identifiers.Account(text) : null;
        var views = new List<DataSetView>();
        string? cursor = null;
        do
        {
            var page = await client.ListAsync(owner, cursor, cancellationToken: cancellationToken);
            views.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        context.Show(views, console =>
        {
            if (views.Count == 0)
            {
                console.WriteLine("Nothing is anchored.");
            }

            foreach (var view in views)
            {
                PrintHead(console, view);
            }
        });
        return ExitCode.Success;
    }

    private static async Task<int> ShowAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var view = await new DataSetClient(context.Client).GetAsync(ContentOf(context), cancellationToken);
        context.Show(view, console => Print(console, view));
        return ExitCode.Success;
    }

    private static async Task<int> VerifyAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var content = ContentOf(context);
        var status = await context.Client.GetStatusAsync(cancellationToken);
        var events = await new DataSetClient(context.Client).GetEventsAsync(content, cancellationToken);
        var (state, refusal) = OwnershipHistory.Replay(new Eip712Domain(status.ChainId), content, events, status.Rules);
        context.Show(new Verified(state is not null, events.Count, state?.Owner.ToString(), refusal?.Detail), console =>
        {
            if (state is null)
            {
                console.MarkupLineInterpolated($"[red]REFUSED[/]: {Printable.Of(refusal!.Detail)}");
                return;
            }

            console.MarkupLineInterpolated($"[green]VALID[/]: {events.Count} orders, each signed by who might give it. {state.Owner} owns it.");
            console.WriteLine("Not checked: that the service shows the newest orders, and the evidence of the enclaves that have anchored it.");
        });
        return state is null ? ExitCode.Refused : ExitCode.Success;
    }

    public static void Print(IAnsiConsole console, DataSetView view)
    {
        PrintHead(console, view);
        foreach (var licence in view.Licences)
        {
            var licensee = licence.Licensee == default ? "anyone" : licence.Licensee.ToString();
            var end = licence.RevokedAt is { } revoked ? $"revoked in slot {revoked}" : $"until slot {licence.ExpiresAt}";
            console.MarkupLineInterpolated(
                $"  licence   {licence.Id}: {LicenceScopeText.Format(licence.Scope)} for {licensee}, {TokenAmount.Format(licence.PricePerUse)} a use, {end}");
        }

        foreach (var delegation in view.Delegations)
        {
            console.MarkupLineInterpolated($"  delegate  {delegation.Delegate} until slot {delegation.ExpiresAt}");
        }

        foreach (var consent in view.Consents)
        {
            console.MarkupLineInterpolated($"  consent   to program {consent.Program} until slot {consent.ExpiresAt}");
        }

        foreach (var claim in view.Claims)
        {
            var standing = claim.Verified ? "with a proof, which 'lazai data claim verify' checks" : "the owner's word";
            console.MarkupLineInterpolated($"  claim     {Printable.Of(claim.Content.Statement)} ({standing})");
        }
    }

    private static void PrintHead(IAnsiConsole console, DataSetView view)
    {
        console.MarkupLineInterpolated($"[bold]{view.ContentHash}[/]  {view.Kind}, {view.ContentBytes} bytes");
        console.MarkupLineInterpolated($"  owner     {view.Owner}");
        console.MarkupLineInterpolated($"  anchored  in slot {view.AnchoredAt} by {view.FirstOwner}, session {view.AnchoredBy}");
    }

    private sealed record Verified(bool Valid, int Orders, string? Owner, string? Refusal);
}
