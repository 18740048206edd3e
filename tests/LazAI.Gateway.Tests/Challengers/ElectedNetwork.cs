using LazAI.Client.Challengers;
using LazAI.Cryptography;
using LazAI.Gateway.Tests.Disputes;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Ledger;

namespace LazAI.Gateway.Tests.Challengers;

/// <summary>A network whose rules name an elector, with candidates, and a test of negligence that two misses in a row decide.</summary>
public sealed class ElectedNetwork : DisputeNetwork
{
    private static readonly Secp256k1PrivateKey s_elector = Secp256k1PrivateKey.Generate(NetworkFixture.Random);
    private static readonly Secp256k1PrivateKey[] s_candidates =
        [.. Enumerable.Range(0, 16).Select(_ => Secp256k1PrivateKey.Generate(NetworkFixture.Random))];

    private readonly Stack<Secp256k1PrivateKey> _candidates = new(s_candidates);

    public ElectedNetwork()
        : base(
            rules => rules with
            {
                ChallengerElector = s_elector.Address,
                ChallengerMissPauseSlots = 0,
                ChallengerMissRateAcceptable = new BasisPoints(1_000),
                ChallengerMissRateUnacceptable = new BasisPoints(9_000),
                ChallengerErrorRateFalseAlarm = new BasisPoints(200),
                ChallengerErrorRateOverlooked = new BasisPoints(1),
            },
            [
                .. s_candidates.Select(candidate => new Allocation(LedgerAccount.Stake(candidate.Address), CandidateStake)),
                .. s_candidates.Select(candidate => new Allocation(LedgerAccount.User(candidate.Address), Amount.FromTokens(5_000))),
            ])
    {
    }

    public static Amount CandidateStake { get; } = Amount.FromTokens(20_000);

    public static Secp256k1PrivateKey Elector => s_elector;

    public ChallengerClient Challengers => new(Client);

    public ChallengerOrders OrdersOf(Secp256k1PrivateKey key) => new(Network.SignedBy(key));

    public Secp256k1PrivateKey TakeCandidate() => _candidates.Pop();

    /// <summary>A nonce that no decision has had.</summary>
    public async Task<ulong> NextDecisionAsync() => ((await Challengers.ListAsync()).LastDecision?.Nonce ?? 0) + 1;

    public Slot TermUntil(int slots = 100_000) => Network.Clock.Now + slots;

    /// <summary>A challenger in office, alone, with a panel in the log that says so.</summary>
    public async Task<Secp256k1PrivateKey> ElectAsync()
    {
        foreach (var other in (await Challengers.ListAsync()).Challengers.Where(other => other.Standing != ChallengerStanding.Left))
        {
            await Challengers.DecideAsync(OrdersOf(s_elector).Dismiss(other.Challenger, await NextDecisionAsync()));
        }

        var candidate = TakeCandidate();
        await Challengers.ApplyAsync(OrdersOf(candidate).Apply());
        await Challengers.DecideAsync(OrdersOf(s_elector).Elect(candidate.Address, TermUntil(), await NextDecisionAsync()));
        await WaitAsync(
            () => Challengers.ListAsync(),
            list => list.Panel is { } panel && panel.Panel.Entries.Select(entry => entry.Challenger).SequenceEqual([candidate.Address]));
        return candidate;
    }

    /// <summary>Waits until what the service says is as expected.</summary>
    public static async Task<T> WaitAsync<T>(Func<Task<T>> ask, Func<T, bool> isExpected)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (true)
        {
            var answer = await ask();
            if (isExpected(answer))
            {
                return answer;
            }

            Assert.False(limit.IsCancellationRequested, $"still {answer}");
            await Task.Delay(50, CancellationToken.None);
        }
    }

    public Task<ChallengerView> WaitAsync(Address challenger, Func<ChallengerView, bool> isExpected) =>
        WaitAsync(() => Challengers.GetAsync(challenger), isExpected);
}

[CollectionDefinition(nameof(ElectedNetwork))]
public sealed class ElectedNetworkCollection : ICollectionFixture<ElectedNetwork>;
