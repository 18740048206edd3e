using LazAI.Client.Challengers;
using LazAI.Cryptography;
using LazAI.Gateway.Tests;
using LazAI.Gateway.Tests.Disputes;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Ledger;

namespace LazAI.Validator.Tests;

/// <summary>With windows of 24 s: there is time to start a process, or to hold an election, within one.</summary>
public sealed class SlowNetwork() : DisputeNetwork(Slow, [])
{
    /// <summary>Slots of 1 s, and all that is limited in time with them.</summary>
    internal static ProtocolRules Slow(ProtocolRules rules) => rules with
    {
        SlotMilliseconds = 1_000,
        SessionSlotsMaximum = ProtocolRules.Local.SessionSlotsMaximum,
        ChallengeSlots = ProtocolRules.Local.ChallengeSlots,
    };
}

/// <summary>The same with an elector, so that only those in office may challenge, and two accounts that may be elected.</summary>
public sealed class OfficeNetwork() : DisputeNetwork(
    rules => SlowNetwork.Slow(rules) with { ChallengerElector = s_elector.Address },
    [
        .. s_candidates.Select(candidate => new Allocation(LedgerAccount.Stake(candidate.Address), ProtocolRules.Local.ChallengerStakeMinimum)),
        .. s_candidates.Select(candidate => new Allocation(LedgerAccount.User(candidate.Address), Amount.FromTokens(5_000))),
    ])
{
    private static readonly Secp256k1PrivateKey s_elector = Secp256k1PrivateKey.Generate(NetworkFixture.Random);
    private static readonly Secp256k1PrivateKey[] s_candidates =
        [.. Enumerable.Range(0, 2).Select(_ => Secp256k1PrivateKey.Generate(NetworkFixture.Random))];

    private readonly Stack<Secp256k1PrivateKey> _candidates = new(s_candidates);

    private ChallengerClient Challengers => new(Client);

    public Secp256k1PrivateKey TakeCandidate() => _candidates.Pop();

    /// <summary>Puts a candidate into office, alone.</summary>
    public async Task ElectAsync(Address candidate)
    {
        var orders = new ChallengerOrders(Network.SignedBy(s_elector));
        var list = await Challengers.ListAsync();
        var decision = list.LastDecision?.Nonce ?? 0;
        foreach (var other in list.Challengers.Where(other => other.Standing == ChallengerStanding.Elected))
        {
            await Challengers.DecideAsync(orders.Dismiss(other.Challenger, ++decision));
        }

        await Challengers.DecideAsync(orders.Elect(candidate, Network.Clock.Now + 10_000, ++decision));

        // Duties are drawn from the published panel.
        await WaitAsync(Challengers.ListAsync, list => list.Panel?.Panel.Entries.Any(entry => entry.Challenger == candidate) == true);
    }

    /// <summary>Waits until the registry says so of the challenger.</summary>
    public Task<ChallengerView> WaitAsync(Address challenger, Func<ChallengerView, bool> isExpected) =>
        WaitAsync(cancellationToken => Challengers.GetAsync(challenger, cancellationToken), isExpected);

    private static async Task<T> WaitAsync<T>(Func<CancellationToken, Task<T>> ask, Func<T, bool> isExpected)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (true)
        {
            var view = await ask(CancellationToken.None);
            if (isExpected(view))
            {
                return view;
            }

            Assert.False(limit.IsCancellationRequested, $"still {view}");
            await Task.Delay(50, CancellationToken.None);
        }
    }
}
