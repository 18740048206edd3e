using LazAI.Cryptography;
using LazAI.Gateway.Hosting;
using LazAI.Gateway.Problems;
using LazAI.Gateway.Requests;
using LazAI.Grains.Accounts;
using LazAI.Grains.Challengers;
using LazAI.Grains.Coordination;
using LazAI.Grains.Network;
using LazAI.Protocol;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Encoding;
using Microsoft.Extensions.Options;

namespace LazAI.Gateway.Challengers;

/// <summary><c>/v1/challengers</c>: who may be given the duty to check results, who is, and what came of it (PROTOCOL §7.4).</summary>
internal static class ChallengerEndpoints
{
    private const int DutiesMaximum = 1_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var challengers = routes.MapGroup("/v1/challengers").WithTags("Challengers");
        challengers.MapGet("/", ListAsync).WithName("ListChallengers").WithSummary("All challengers, and the panel that duties are drawn from")
            .Produces<ChallengerRegistryView>();
        challengers.MapGet("/{address}", GetAsync).WithName("GetChallenger").WithSummary("One challenger").Produces<ChallengerView>();
        challengers.MapGet("/{address}/duties", GetDutiesAsync).WithName("GetDuties")
            .WithSummary("Results that a challenger has the duty to check").Produces<ChallengerDuties>();
        challengers.MapPost("/applications", ApplyAsync).WithName("ApplyAsChallenger").WithSummary("Stand for election")
            .Accepts<ApplyAsChallengerRequest>("application/json").Produces<ChallengerView>();
        challengers.MapPost("/withdrawals", WithdrawAsync).WithName("WithdrawChallenger").WithSummary("Stand no longer")
            .Accepts<WithdrawChallengerRequest>("application/json").Produces<ChallengerView>();
        challengers.MapPost("/elections", ElectAsync).WithName("DecideElection").WithSummary("Elect or dismiss a challenger")
            .Accepts<DecideElectionRequest>("application/json").Produces<ChallengerView>();
        challengers.MapPost("/reports", ReportAsync).WithName("ReportChecks").WithSummary("Report results as checked, in a signed batch")
            .Accepts<ReportChecksRequest>("application/json").Produces<ChallengerView>();
    }

    private static async Task<IResult> ListAsync(IClusterClient grains, INetwork network)
    {
        var state = await RegistryOf(grains).GetAsync();
        var now = network.Now;
        return Results.Json(new ChallengerRegistryView(
            now,
            network.Rules.ChallengerElector,
            state.LastDecision,
            await grains.GetGrain<ICoordinatorGrain>(0).GetPanelAsync(),
            [
                .. state.Challengers.Values.OrderBy(record => record.Challenger).Select(record => ChallengerView.Of(record, network.Rules, now)),
            ]));
    }

    private static Task<IResult> GetAsync(string address, IClusterClient grains, INetwork network) =>
        ViewAsync(Parameters.Address("address", address), grains, network);

    private static async Task<IResult> GetDutiesAsync(string address, HttpContext context, IClusterClient grains)
    {
        var challenger = Parameters.Address("address", address);
        var limit = Parameters.Integer(context, "limit", DutiesMaximum, 1, DutiesMaximum);
        return !(await RegistryOf(grains).GetAsync()).Challengers.ContainsKey(challenger) ? NotFound(challenger)
            : await grains.GetGrain<ICoordinatorGrain>(0).GetDutiesAsync(challenger, limit) is { } duties ? Results.Json(duties)
            : Problem.From(GatewayErrors.Unavailable, "The coordinator still reads the log.");
    }

    private static async Task<IResult> ApplyAsync(
        HttpContext context, IClusterClient grains, INetwork network, IOptions<GatewayOptions> options)
    {
        var key = IdempotencyKey.Read(context);
        var request = await RequestBody.ReadAsync<ApplyAsChallengerRequest>(context, options.Value.BodyBytesMaximum);
        var order = new ChallengerApplication(request.Challenger, request.Nonce, request.DeadlineSlot);
        return await RunAsync(
            "challenger-application", key, request.ChainId, order, request.Signature, grains, network,
            isTrial => RegistryOf(grains).ApplyAsync(order, isTrial));
    }

    private static async Task<IResult> WithdrawAsync(
        HttpContext context, IClusterClient grains, INetwork network, IOptions<GatewayOptions> options)
    {
        var key = IdempotencyKey.Read(context);
        var request = await RequestBody.ReadAsync<WithdrawChallengerRequest>(context, options.Value.BodyBytesMaximum);
        var order = new ChallengerWithdrawal(request.Challenger, request.Nonce, request.DeadlineSlot);
        return await RunAsync(
            "challenger-withdrawal", key, request.ChainId, order, request.Signature, grains, network,
            isTrial => RegistryOf(grains).WithdrawAsync(order, isTrial));
    }

    /// <summary>The decision's own nonce lets it in once, whoever sends it: the account of its sender has no part in it.</summary>
    private static async Task<IResult> ElectAsync(
        HttpContext context, IClusterClient grains, INetwork network, IOptions<GatewayOptions> options)
    {
        var request = await RequestBody.ReadAsync<DecideElectionRequest>(context, options.Value.BodyBytesMaximum);
        return SignedCommandCheck.RefuseChain(network.Domain, request.ChainId) is { } wrongChain ? Problem.From(wrongChain)
            : await RegistryOf(grains).ElectAsync(request.Election, request.Certificate) is { } refusal ? Problem.From(refusal)
            : await ViewAsync(request.Election.Challenger, grains, network);
    }

    private static async Task<IResult> ReportAsync(
        HttpContext context, IClusterClient grains, INetwork network, IOptions<GatewayOptions> options)
    {
        var request = await RequestBody.ReadAsync<ReportChecksRequest>(context, options.Value.BatchBodyBytesMaximum);
        return await RegistryOf(grains).ReportAsync(request) is { } refusal
            ? Problem.From(refusal)
            : await ViewAsync(request.Challenger, grains, network);
    }

    private static async Task<IResult> RunAsync(
        string kind,
        string key,
        ulong chainId,
        ISignedCommand order,
        RecoverableSignature signature,
        IClusterClient grains,
        INetwork network,
        Func<bool, Task<Rejection?>> run)
    {
        var (digest, notSigned) = SignedCommandCheck.Verify(network.Domain, chainId, order, signature);
        if (notSigned is not null)
        {
            return Problem.From(notSigned);
        }

        var account = grains.GetGrain<IAccountGrain>(order.Signer.ToString());
        var authorize = new AccountCommand.Authorize(kind, order.Nonce, order.DeadlineSlot, digest, key, signature, []);
        var known = await account.CheckAsync(authorize);

        // What would be refused is refused before the nonce is used.
        var refusal = known.Refusal
            ?? (known.Version == 0 ? await run(true) : null)
            ?? (await account.AuthorizeAsync(authorize)).Refusal
            ?? await run(false);
        return refusal is null ? await ViewAsync(order.Signer, grains, network) : Problem.From(refusal);
    }

    private static async Task<IResult> ViewAsync(Address challenger, IClusterClient grains, INetwork network) =>
        (await RegistryOf(grains).GetAsync()).Challengers.TryGetValue(challenger, out var record)
            ? Results.Json(ChallengerView.Of(record, network.Rules, network.Now))
            : NotFound(challenger);

    private static IResult NotFound(Address challenger) => Problem.From(ChallengerErrors.NotFound, $"{challenger} has not applied.");

    private static IChallengerRegistryGrain RegistryOf(IClusterClient grains) =>
        grains.GetGrain<IChallengerRegistryGrain>(ChallengerRegistry.Key);
}
