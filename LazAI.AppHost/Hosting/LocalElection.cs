using LazAI.Client;
using LazAI.Client.Challengers;
using LazAI.Protocol.Api;

namespace LazAI.AppHost.Hosting;

/// <summary>Sees to it that the local network's one challenger is in office: whoever runs the network here holds the elector's key.</summary>
public static class LocalElection
{
    /// <summary>Elects the validator's account for the longest term, unless at least half of one is left to it.</summary>
    public static async Task HoldAsync(LazAIClient client, LocalNetwork network, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(network);
        var status = await client.GetStatusAsync(cancellationToken);
        var (registry, clock, term) = (new ChallengerClient(client), new NetworkClock(status), status.Rules.ChallengerTermSlotsMaximum);
        var list = await registry.ListAsync(cancellationToken);
        var known = list.Challengers.SingleOrDefault(challenger => challenger.Challenger == network.Validator.Address);
        if (known is { Standing: ChallengerStanding.Elected, Term: { } current } && current.Until - status.Slot > term / 2)
        {
            return;
        }

        if (known is null or { Standing: ChallengerStanding.Left })
        {
            using var validator = network.Validator.ReadKey();
            await registry.ApplyAsync(new ChallengerOrders(new SignedRequests(validator, status.ChainId, clock)).Apply(), cancellationToken);
        }

        using var elector = network.Elector.ReadKey();
        var orders = new ChallengerOrders(new SignedRequests(elector, status.ChainId, clock));
        await registry.DecideAsync(
            orders.Elect(network.Validator.Address, status.Slot + term, (list.LastDecision?.Nonce ?? 0) + 1), cancellationToken);
    }
}
