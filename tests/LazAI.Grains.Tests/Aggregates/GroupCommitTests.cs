using System.Buffers.Binary;
using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using LazAI.Grains.Ledger;
using LazAI.Protocol;
using LazAI.Protocol.Ledger;
using LazAI.Simulation.Auditing;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Grains.Tests.Aggregates;

/// <summary>Commands for the ledger that come while an append is under way go out together in the next, each with its own answer.</summary>
public sealed class GroupCommitTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Users = 10;
    private const uint Wealth = 1_000;
    private static readonly Slot s_late = new(1_000_000);

    private readonly HeldEventLog _log = new(TimeProvider.System);
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private AggregateHost _one = null!;
    private AggregateHost _other = null!;

    private ILedgerGrain Ledger => _one.Ledger;

    public async Task InitializeAsync()
    {
        _one = new AggregateHost(_time, new Recipient(), _log);
        _other = new AggregateHost(_time, new Recipient(), _log);
        await _one.StartAsync();
        await _other.StartAsync();
        Assert.Null(await Ledger.AllocateAsync([.. Enumerable.Range(0, Users).Select(user => new Allocation(User(user), new Amount(Wealth)))]));
    }

    public async Task DisposeAsync()
    {
        await _one.StopAsync();
        await _other.StopAsync();
    }

    [Fact]
    public async Task Commands_WaitingForAnAppend_GoOutTogetherInTheNext()
    {
        var first = await PostUnderHoldAsync(Transfer(1, 0, 1, 1));
        var waiting = Enumerable.Range(2, 10).Select(id => PostAsync(Transfer(id, 0, 1, 1))).ToArray();
        Assert.Equal(new Amount(Wealth), await Ledger.GetBalanceAsync(User(0)));
        _log.Release();
        Assert.All(await Task.WhenAll([first, .. waiting]), Assert.Null);
        Assert.Equal([1, 1, 10], _log.Appends);
        Assert.Equal(new Amount(Wealth - 11), await Ledger.GetBalanceAsync(User(0)));
    }

    [Fact]
    public async Task Command_ThatAnEarlierOneOfItsAppendLeavesNoMoneyFor_IsRefusedAlone()
    {
        var first = await PostUnderHoldAsync(Transfer(1, 0, 1, 1));
        var all = PostAsync(Transfer(2, 2, 3, Wealth));
        var more = PostAsync(Transfer(3, 2, 3, 1));
        var received = PostAsync(Transfer(4, 3, 4, (2 * Wealth) + 1));
        _log.Release();
        Assert.Null(await first);
        Assert.Null(await all);
        Assert.Equal(LedgerErrors.InsufficientFunds, (await more)?.Code);
        Assert.Equal(LedgerErrors.InsufficientFunds, (await received)?.Code);
        Assert.Null(await PostAsync(Transfer(5, 3, 4, 2 * Wealth)));
    }

    [Fact]
    public async Task Commands_MoreThanAnAppendTakes_GoOutInSeveral()
    {
        var first = await PostUnderHoldAsync(Transfer(1, 0, 1, 1));
        var waiting = Enumerable.Range(2, 40).Select(id => PostAsync(Transfer(id, 0, 1, 1))).ToArray();
        _ = await Ledger.GetBalanceAsync(User(0));
        _log.Release();
        Assert.All(await Task.WhenAll([first, .. waiting]), Assert.Null);
        Assert.Equal([1, 1, 16, 16, 8], _log.Appends);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Append_OfUnknownOutcome_IsUnknownToAllOfItAndToNoOther(bool written)
    {
        var first = await PostUnderHoldAsync(Transfer(1, 0, 1, 1));
        var second = PostAsync(Transfer(2, 0, 1, 1));
        var third = PostAsync(Transfer(3, 0, 1, 1));
        _ = await Ledger.GetBalanceAsync(User(0));
        _log.FailOnce(written);
        _log.Release();
        await Assert.ThrowsAsync<EventLogUnavailableException>(() => first);
        Assert.Null(await second);
        Assert.Null(await third);
        Assert.Null(await PostAsync(Transfer(1, 0, 1, 1)));
        Assert.Equal(new Amount(Wealth - 3), await Ledger.GetBalanceAsync(User(0)));
    }

    [Fact]
    public async Task Commands_DecidedOnAStaleState_AreAllDecidedAgain()
    {
        _ = await _other.Ledger.GetBalanceAsync(User(0));
        Assert.Null(await _other.Ledger.PostAsync([Transfer(1, 0, 1, Wealth)], s_late));

        var first = await PostUnderHoldAsync(Transfer(2, 2, 3, 1));
        var spent = PostAsync(Transfer(3, 0, 1, 1));
        var received = PostAsync(Transfer(4, 1, 2, 2 * Wealth));
        _log.Release();
        Assert.Null(await first);
        Assert.Equal(LedgerErrors.InsufficientFunds, (await spent)?.Code);
        Assert.Null(await received);
    }

    [Fact]
    public async Task Ledger_WithManyCallersAndAFailingLogOnTwoSilos_KeepsItsBooks()
    {
        var random = TestSeed.Create(output);
        var seeds = Enumerable.Range(0, 32).Select(_ => random.Next()).ToArray();
        var answers = await Task.WhenAll(seeds.Select((seed, caller) => Task.Run(() => SpendAsync(new Random(seed), caller * 1_000))));

        var auditor = new LedgerAuditor();
        var state = LedgerState.Initial;
        var posted = new HashSet<OperationId>();
        await foreach (var recorded in _log.ReadStreamAsync(new StreamName("ledger", "DAT")))
        {
            var entry = LedgerEvent.Codec.Read(recorded);
            auditor.Record(entry);
            state = LedgerAggregate.Apply(state, entry);
            posted.UnionWith(entry is LedgerEvent.Posted { Transfers: var transfers } ? transfers.Select(transfer => transfer.Id) : []);
        }

        auditor.Compare(state);
        Assert.Equal(posted, answers.SelectMany(answer => answer.Where(one => one.Value).Select(one => one.Key)).ToHashSet());
        Assert.Contains(answers, answer => answer.ContainsValue(false));
        Assert.Contains(_log.Appends, events => events > 1);
        output.WriteLine($"{posted.Count} posted in {_log.Appends.Count} appends");
    }

    /// <summary>One caller's transfers by id, and whether each was posted; what was not answered is asked again.</summary>
    private async Task<Dictionary<OperationId, bool>> SpendAsync(Random random, int firstId)
    {
        var answers = new Dictionary<OperationId, bool>();
        for (var i = 0; i < 50; i++)
        {
            var debit = random.Next(Users);
            var transfer = Transfer(firstId + i, debit, (debit + random.Next(1, Users)) % Users, (uint)random.Next(1, (int)Wealth / 4));
            if (random.Next(40) == 0)
            {
                _log.FailOnce(written: random.Next(2) == 0);
            }

            while (!answers.ContainsKey(transfer.Id))
            {
                try
                {
                    var ledger = firstId == 0 && random.Next(4) == 0 ? _other.Ledger : Ledger;
                    answers[transfer.Id] = await ledger.PostAsync([transfer], s_late) is null;
                }
                catch (EventLogUnavailableException)
                {
                    // Asked again, perhaps of the other silo.
                }
            }
        }

        return answers;
    }

    /// <summary>Gives a command whose append stays under way until it is released.</summary>
    private async Task<Task<Rejection?>> PostUnderHoldAsync(Transfer transfer)
    {
        var before = _log.Appends.Count;
        _log.Hold();
        var answer = PostAsync(transfer);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (_log.Appends.Count == before)
        {
            await Task.Delay(1, limit.Token);
        }

        return answer;
    }

    private Task<Rejection?> PostAsync(Transfer transfer) => Ledger.PostAsync([transfer], s_late);

    private static LedgerAccount User(int number) => LedgerAccount.User(new Address(Bytes(20, number)));

    private static Transfer Transfer(int id, int debit, int credit, uint amount) =>
        new(new OperationId(new Bytes32(Bytes(32, id))), User(debit), User(credit), new Amount(amount), "transfer");

    private static byte[] Bytes(int length, int number)
    {
        var bytes = new byte[length];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(length - 4), number + 1);
        return bytes;
    }
}
