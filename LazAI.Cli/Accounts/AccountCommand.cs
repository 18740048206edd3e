using System.CommandLine;
using LazAI.Cli.Invocation;
using LazAI.Cli.Keys;
using LazAI.Cryptography;
using LazAI.Protocol.Api;
using LazAI.Protocol.Ledger;
using Spectre.Console;

namespace LazAI.Cli.Accounts;

/// <summary><c>lazai account</c>: balances, transfers, stakes.</summary>
internal static class AccountCommand
{
    private static readonly Argument<string?> s_account = new("account")
    {
        Description = "An address, or a ledger account such as stake:0x… or treasury; none for your own",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Argument<string> s_amount = new("amount") { Description = "In tokens, for instance 12.5" };

    private static readonly Option<string> s_to = new("--to") { Description = "Address of the receiver", Required = true };

    public static Command Create() => new("account", "Balances, transfers and stakes")
    {
        new Command("balance", "Show balances") { s_account }.Runs(BalanceAsync),
        new Command("transfer", "Send tokens to an address") { s_amount, s_to }.Runs((context, cancellationToken) =>
            MoveAsync(context, _ => LedgerAccount.User(Identifiers.Account(context.Parse.GetRequiredValue(s_to))), cancellationToken)),
        new Command("stake", "Move your own tokens into your stake") { s_amount }.Runs((context, cancellationToken) =>
            MoveAsync(context, LedgerAccount.Stake, cancellationToken)),
    };

    private static async Task<int> BalanceAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var balances = new List<AccountBalance>();
        foreach (var account in Accounts(context))
        {
            balances.Add(await context.Client.GetBalanceAsync(account, cancellationToken));
        }

        context.Show(balances, console =>
        {
            var table = new Table().AddColumn("Account").AddColumn(new TableColumn("Balance").RightAligned()).AddColumn("Asset");
            foreach (var balance in balances)
            {
                table.AddRow(balance.Account.ToString(), TokenAmount.Format(balance.Balance), Markup.Escape(balance.Asset));
            }

            console.Write(table);
        });
        return ExitCode.Success;
    }

    private static async Task<int> MoveAsync(CommandContext context, Func<Address, LedgerAccount> credit, CancellationToken cancellationToken)
    {
        var amount = TokenAmount.Parse(context.Parse.GetRequiredValue(s_amount));
        var (_, requests) = await context.PrepareToSignAsync(cancellationToken);
        var receiver = credit(requests.Signer);
        var accepted = await context.Client.TransferAsync(requests.Transfer(receiver, amount), cancellationToken);
        context.Show(accepted, console =>
        {
            console.MarkupLineInterpolated($"{TokenAmount.Format(amount)} {accepted.Payer.Asset} moved to {receiver}.");
            console.MarkupLineInterpolated($"[grey]{TokenAmount.Format(accepted.Payer.Balance)} left; transfer {accepted.TransferId}[/]");
        });
        return ExitCode.Success;
    }

    private static LedgerAccount[] Accounts(CommandContext context)
    {
        var text = context.Parse.GetValue(s_account);
        if (text is null)
        {
            var own = Keystore.AddressOf(context.Parse);
            return [LedgerAccount.User(own), LedgerAccount.Stake(own)];
        }

        return LedgerAccount.TryParse(text, out var account) ? [account] : [LedgerAccount.User(Identifiers.Account(text))];
    }
}
