using System.Text.Json;
using LazAI.Cryptography;
using LazAI.Gateway.Hosting;
using LazAI.Gateway.Problems;
using LazAI.Gateway.Requests;
using LazAI.Grains.Accounts;
using LazAI.Grains.EventLog;
using LazAI.Grains.Ledger;
using LazAI.Grains.Network;
using LazAI.Grains.Queries;
using LazAI.Protocol;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using Microsoft.Extensions.Options;

namespace LazAI.Gateway.Ledger;

/// <summary><c>/v1/ledger</c>.</summary>
internal static class LedgerEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var ledger = routes.MapGroup("/v1/ledger").WithTags("Ledger");
        ledger.MapGet("/", GetTotalsAsync).WithName("GetLedger").WithSummary("Supply and totals by kind of account")
            .Produces<LedgerTotals>();
        ledger.MapGet("/accounts/{account}", GetBalanceAsync).WithName("GetBalance").WithSummary("Balance of one account")
            .Produces<AccountBalance>();
        ledger.MapGet("/accounts/{account}/entries", ListEntriesAsync).WithName("ListLedgerEntries")
            .WithSummary("Why an account holds what it holds").Produces<Page<LedgerEntry>>();
        ledger.MapGet("/events/{position}", GetEventAsync).WithName("GetLedgerEvent").WithSummary("One event of the ledger, whole")
            .Produces<LedgerEventView>();
        ledger.MapPost("/transfers", TransferAsync).WithName("Transfer").WithSummary("Move funds of the signer")
            .Accepts<TransferRequest>("application/json").Produces<TransferAccepted>();
        ledger.MapPost("/unbondings", UnbondAsync).WithName("Unbond").WithSummary("Begin to take a part of the signer's stake out")
            .Accepts<UnbondRequest>("application/json").Produces<StakeUnbondings>();
        ledger.MapGet("/unbondings/{address}", GetUnbondingsAsync).WithName("GetUnbondings")
            .WithSummary("Parts of a stake that are on their way out").Produces<StakeUnbondings>();
    }

    private static async Task<IResult> GetTotalsAsync(IClusterClient grains, INetwork network) =>
        Results.Json(await grains.GetGrain<ILedgerGrain>(network.Rules.NativeAsset).GetTotalsAsync());

    private static async Task<IResult> GetBalanceAsync(
        string account, HttpContext context, IClusterClient grains, INetwork network, ILedgerIndex index)
    {
        var parsed = Account(account);
        if (Parameters.Optional(context, "position", Parameters.Position) is not { } position)
        {
            return Results.Json(await BalanceAsync(parsed, grains, network));
        }

        // Asked first: what is complete up to a position stays so.
        var complete = await index.ReadPositionAsync(context.RequestAborted);
        if (position > complete)
        {
            return Problem.From(GatewayErrors.NotFound, $"Balances are known up to position {complete}.");
        }

        var entry = await index.FindAsync(network.Rules.NativeAsset, parsed, position, context.RequestAborted);
        return Results.Json(new AccountBalance(parsed, network.Rules.NativeAsset, entry?.Balance ?? Amount.Zero));
    }

    private static async Task<IResult> ListEntriesAsync(
        string account, HttpContext context, INetwork network, ILedgerIndex index, IOptions<GatewayOptions> options)
    {
        var parsed = Account(account);
        var limit = Parameters.Integer(context, "limit", 100, 1, options.Value.PageItemsMaximum);
        return Results.Json(await index.ListAsync(
            network.Rules.NativeAsset, parsed, context.Request.Query["cursor"], limit, context.RequestAborted));
    }

    private static async Task<IResult> GetEventAsync(string position, HttpContext context, INetwork network, IEventLog log)
    {
        var asked = Parameters.Position("position", position);
        var recorded = await LedgerEvents.FindAsync(log, network.Rules.NativeAsset, asked, context.RequestAborted);
        return recorded is null
            ? Problem.From(GatewayErrors.NotFound, $"No event of the ledger has position {asked}.")
            : Results.Json(new LedgerEventView(recorded.Position, recorded.Version, recorded.Type, JsonElement.Parse(recorded.Payload.Span)));
    }

    private static LedgerAccount Account(string text) => LedgerAccount.TryParse(text, out var account)
        ? account
        : throw Parameters.Invalid("account", "user:0x…, stake:0x…, unbonding:0x…, escrow:0x…, bond:0x…, validator-pool, treasury or slashed");

    private static async Task<IResult> TransferAsync(
        HttpContext context, IClusterClient grains, INetwork network, IOptions<GatewayOptions> options)
    {
        var key = IdempotencyKey.Read(context);
        var request = await RequestBody.ReadAsync<TransferRequest>(context, options.Value.BodyBytesMaximum);
        var order = new TransferOrder(request.Payer, request.Credit.ToString(), request.Amount, request.Nonce, request.DeadlineSlot);
        var (digest, notSigned) = SignedCommandCheck.Verify(network.Domain, request.ChainId, order, request.Signature);
        if (notSigned is not null)
        {
            return Problem.From(notSigned);
        }

        var credit = request.Credit;
        if (credit.Kind != LedgerAccountKind.User && credit != LedgerAccount.Stake(request.Payer))
        {
            return Problem.From(GatewayErrors.TransferNotAllowed, $"{credit} is neither a user account nor the payer's own stake.");
        }

        var ledger = grains.GetGrain<ILedgerGrain>(network.Rules.NativeAsset);
        var payer = LedgerAccount.User(request.Payer);
        var transfer = new Transfer(
            new OperationId(digest), payer, credit, request.Amount, credit.Kind == LedgerAccountKind.Stake ? "stake" : "transfer");
        var account = grains.GetGrain<IAccountGrain>(request.Payer.ToString());
        var authorize = new AccountCommand.Authorize("transfer", request.Nonce, request.DeadlineSlot, digest, key, request.Signature, []);

        // What would be refused is refused before the nonce is used.
        var refusal = (await account.CheckAsync(authorize)).Refusal
            ?? await ledger.CheckPostAsync([transfer], request.DeadlineSlot)
            ?? (await account.AuthorizeAsync(authorize)).Refusal
            ?? await ledger.PostAsync([transfer], request.DeadlineSlot);
        return refusal is null
            ? Results.Json(new TransferAccepted(transfer.Id, await BalanceAsync(payer, grains, network)))
            : Problem.From(refusal);
    }

    private static async Task<IResult> UnbondAsync(
        HttpContext context, IClusterClient grains, INetwork network, IOptions<GatewayOptions> options)
    {
        var key = IdempotencyKey.Read(context);
        var request = await RequestBody.ReadAsync<UnbondRequest>(context, options.Value.BodyBytesMaximum);
        var order = new UnbondOrder(request.Owner, request.Amount, request.Nonce, request.DeadlineSlot);
        var (digest, notSigned) = SignedCommandCheck.Verify(network.Domain, request.ChainId, order, request.Signature);
        if (notSigned is not null)
        {
            return Problem.From(notSigned);
        }

        var ledger = grains.GetGrain<ILedgerGrain>(network.Rules.NativeAsset);
        var unbond = LedgerAggregate.UnbondingOf(order, digest, network.Rules);
        var account = grains.GetGrain<IAccountGrain>(request.Owner.ToString());
        var authorize = new AccountCommand.Authorize("unbonding", request.Nonce, request.DeadlineSlot, digest, key, request.Signature, []);
        var refusal = (await account.CheckAsync(authorize)).Refusal
            ?? await ledger.CheckUnbondAsync(unbond)
            ?? (await account.AuthorizeAsync(authorize)).Refusal
            ?? await ledger.UnbondAsync(unbond);
        return refusal is null ? await UnbondingsAsync(request.Owner, grains, network) : Problem.From(refusal);
    }

    private static Task<IResult> GetUnbondingsAsync(string address, IClusterClient grains, INetwork network) =>
        UnbondingsAsync(Parameters.Address("address", address), grains, network);

    private static async Task<IResult> UnbondingsAsync(Address owner, IClusterClient grains, INetwork network) => Results.Json(
        new StakeUnbondings(owner, await grains.GetGrain<ILedgerGrain>(network.Rules.NativeAsset).GetUnbondingsAsync(owner)));

    private static async Task<AccountBalance> BalanceAsync(LedgerAccount account, IClusterClient grains, INetwork network) =>
        new(account, network.Rules.NativeAsset, await grains.GetGrain<ILedgerGrain>(network.Rules.NativeAsset).GetBalanceAsync(account));
}
