using System.CommandLine;
using LazAI.Cli.Invocation;
using LazAI.Cli.Keys;
using LazAI.Client;
using LazAI.Client.Challengers;
using LazAI.Cryptography;
using LazAI.Protocol.Api;

namespace LazAI.Cli.Challengers;

/// <summary><c>lazai challenger</c>: who checks results, how well, and who is elected to.</summary>
internal static class ChallengerCommand
{
    private static readonly Argument<string?> s_address = new("address")
    {
        Description = "Address of a challenger; none for your own",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Argument<string> s_candidate = new("address") { Description = "Address of the candidate or challenger" };

    private static readonly Option<double> s_days = new("--days") { Description = "Length of the term", DefaultValueFactory = _ => 7 };

    private static readonly Option<string?> s_decision = new("--decision")
    {
        Description = "What the decision goes back to: a hash of your own record of it",
    };

    public static Command Create() => new("challenger", "Challengers: who checks results, how well, and who is elected to")
    {
        new Command("list", "List challengers and candidates").Runs(ListAsync),
        new Command("show", "Show one with its record and its open duties") { s_address }.Runs(ShowAsync),
        new Command("apply", "Stand for election; your stake must suffice").Runs(ApplyAsync),
        new Command("withdraw", "Stand no longer; in office, leave it").Runs(WithdrawAsync),
        new Command("elect", "Elect a candidate, or move the end of a term; with the elector's key") { s_candidate, s_days, s_decision }.Runs(ElectAsync),
        new Command("dismiss", "Dismiss a challenger or candidate; with the elector's key") { s_candidate, s_decision }.Runs(DismissAsync),
    };

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var list = await new ChallengerClient(context.Client).ListAsync(cancellationToken);
        context.Show(list, console => ChallengerText.Print(console, list));
        return ExitCode.Success;
    }

    private static async Task<int> ShowAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var client = new ChallengerClient(context.Client);
        var address = context.Parse.GetValue(s_address) is { } text ? Identifiers.Account(text) : Keystore.AddressOf(context.Parse);
        var challenger = await client.GetAsync(address, cancellationToken);
        var duties = await client.GetDutiesAsync(address, limit: 20, cancellationToken);
        context.Show(new Shown(challenger, duties), console =>
        {
            ChallengerText.Print(console, challenger);
            ChallengerText.Print(console, duties);
        });
        return ExitCode.Success;
    }

    private static async Task<int> ApplyAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (_, requests) = await context.PrepareToSignAsync(cancellationToken);
        var view = await new ChallengerClient(context.Client).ApplyAsync(new ChallengerOrders(requests).Apply(), cancellationToken);
        return Show(context, view);
    }

    private static async Task<int> WithdrawAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (_, requests) = await context.PrepareToSignAsync(cancellationToken);
        var view = await new ChallengerClient(context.Client).WithdrawAsync(new ChallengerOrders(requests).Withdraw(), cancellationToken);
        return Show(context, view);
    }

    private static Task<int> ElectAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var days = context.Parse.GetValue(s_days);
        return days is > 0 and < 100_000
            ? DecideAsync(
                context,
                (orders, clock, candidate, nonce, decision) =>
                    orders.Elect(candidate, clock.Now + clock.SlotsFor(TimeSpan.FromDays(days)), nonce, decision),
                cancellationToken)
            : throw new CommandFailedException("A term has a length.", "Give days with --days, for instance 0.5 or 7.");
    }

    private static Task<int> DismissAsync(CommandContext context, CancellationToken cancellationToken) => DecideAsync(
        context, (orders, _, candidate, nonce, decision) => orders.Dismiss(candidate, nonce, decision), cancellationToken);

    private static async Task<int> DecideAsync(
        CommandContext context,
        Func<ChallengerOrders, NetworkClock, Address, ulong, Bytes32, DecideElectionRequest> decide,
        CancellationToken cancellationToken)
    {
        var candidate = Identifiers.Account(context.Parse.GetRequiredValue(s_candidate));
        var decision = context.Parse.GetValue(s_decision) is { } text ? Identifiers.Hash(text, "decision") : default;
        var (status, requests) = await context.PrepareToSignAsync(cancellationToken);
        if (requests.Signer != status.Rules.ChallengerElector)
        {
            throw new CommandFailedException(
                status.Rules.ChallengerElector == Address.Zero
                    ? "Nobody elects challengers in this network: anyone who holds the bond may challenge."
                    : $"{requests.Signer} does not elect challengers, {status.Rules.ChallengerElector} does.",
                "Choose the elector's key with --key.");
        }

        var client = new ChallengerClient(context.Client);
        var nonce = ((await client.ListAsync(cancellationToken)).LastDecision?.Nonce ?? 0) + 1;
        var order = decide(new ChallengerOrders(requests), new NetworkClock(status), candidate, nonce, decision);
        return Show(context, await client.DecideAsync(order, cancellationToken));
    }

    private static int Show(CommandContext context, ChallengerView view)
    {
        context.Show(view, console => ChallengerText.Print(console, view));
        return ExitCode.Success;
    }

    private sealed record Shown(ChallengerView Challenger, ChallengerDuties Duties);
}
