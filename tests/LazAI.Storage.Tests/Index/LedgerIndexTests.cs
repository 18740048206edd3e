using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using LazAI.Grains.Queries;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Ledger;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Storage.Tests;

/// <summary>The entries of accounts, beside what the ledger itself makes of the same commands.</summary>
public sealed class LedgerIndexTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Asset = "LCAI";

    private readonly Random _random = TestSeed.Create(output);
    private readonly List<(long Position, LedgerState After)> _history = [];
    private readonly Address[] _owners = new Address[6];
    private LedgerState _state = LedgerState.Initial;
    private Slot _now = new(1);
    private ProjectedLog? _projected;

    private ProjectedLog Projected => _projected!;

    private PostgresLedgerIndex Index => new(Projected.DataSource, Projected.Log);

    private IEnumerable<LedgerAccount> Accounts => _history
        .SelectMany(step => step.After.Balances.Keys.Concat(step.After.Escrows.Keys.Select(LedgerAccount.Escrow))).Distinct();

    public async Task InitializeAsync()
    {
        _projected = await ProjectedLog.CreateAsync();
        for (var i = 0; i < _owners.Length; i++)
        {
            _owners[i] = RandomTaskHistory.RandomAddress(_random);
        }
    }

    public async Task DisposeAsync() => await Projected.DisposeAsync();

    [Fact]
    public async Task Entries_OfARandomLedger_SayAtEachPositionWhatEachAccountHeld()
    {
        var host = await Projected.StartAsync(new LedgerEntryProjection());
        await AppendAsync(150);
        await host.WaitForAsync(LedgerEntryProjection.ProjectionName, _history[^1].Position, ProjectedLog.Deadline);

        // A second batch goes on from the first one's balances.
        await AppendAsync(150);
        await host.WaitForAsync(LedgerEntryProjection.ProjectionName, _history[^1].Position, ProjectedLog.Deadline);

        foreach (var account in Accounts)
        {
            await AssertFollowsAsync(account);
            var (position, after) = _history[_random.Next(_history.Count)];
            Assert.Equal(after.BalanceOf(account), (await Index.FindAsync(Asset, account, position))?.Balance ?? Amount.Zero);
        }

        Assert.Null(await Index.FindAsync("OTHER", LedgerAccount.Treasury, long.MaxValue));
    }

    [Fact]
    public async Task Entries_BuiltAnew_AreTheSame()
    {
        await AppendAsync(100);
        var first = await Projected.StartAsync(new LedgerEntryProjection());
        await first.WaitForAsync(LedgerEntryProjection.ProjectionName, _history[^1].Position, ProjectedLog.Deadline);
        await first.StopAsync(ProjectedLog.Deadline);
        await Projected.DataSource.ExecuteAsync("UPDATE ledger_entries SET balance = 7; UPDATE escrow_entries SET position = 1; DELETE FROM projection_checkpoints;");

        var second = await Projected.StartAsync(new LedgerEntryProjection());
        await second.WaitForAsync(LedgerEntryProjection.ProjectionName, _history[^1].Position, ProjectedLog.Deadline);

        foreach (var account in Accounts)
        {
            await AssertFollowsAsync(account);
        }
    }

    [Fact]
    public async Task List_WithACursorOfAnotherAccountOrALimitOutOfRange_IsRefused()
    {
        await AppendAsync(20);
        var host = await Projected.StartAsync(new LedgerEntryProjection());
        await host.WaitForAsync(LedgerEntryProjection.ProjectionName, _history[^1].Position, ProjectedLog.Deadline);
        string? cursor = null;
        foreach (var account in Accounts.Where(account => account != LedgerAccount.Slashed))
        {
            cursor ??= (await Index.ListAsync(Asset, account, null, 1)).NextCursor;
        }

        Assert.NotNull(cursor);
        await Assert.ThrowsAsync<InvalidCursorException>(async () => await Index.ListAsync(Asset, LedgerAccount.Slashed, cursor, 1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Index.ListAsync(Asset, LedgerAccount.Treasury, null, 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await Index.ListAsync(Asset, LedgerAccount.Treasury, null, PostgresLedgerIndex.LimitMaximum + 1));
    }

    /// <summary>From the newest entry back to the first, each balance follows from the one before it.</summary>
    private async Task AssertFollowsAsync(LedgerAccount account)
    {
        var entries = new List<LedgerEntry>();
        string? cursor = null;
        do
        {
            var page = await Index.ListAsync(Asset, account, cursor, 7);
            entries.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(_state.BalanceOf(account), entries.Count == 0 ? Amount.Zero : entries[0].Balance);
        Assert.Equal(entries.OrderByDescending(entry => entry.Position), entries);
        entries.Reverse();
        var balance = Amount.Zero;
        foreach (var entry in entries)
        {
            balance = balance + entry.Credited - entry.Debited;
            Assert.Equal(balance, entry.Balance);
            Assert.True(entry.Movements > 0);
        }
    }

    private async Task AppendAsync(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            _now += _random.Next(4) == 0 ? 1 : 0;
            if (LedgerAggregate.Decide(_state, NextCommand(), _now) is not Accepted<LedgerEvent, LedgerEffect> accepted || accepted.Events.IsEmpty)
            {
                continue;
            }

            foreach (var @event in accepted.Events)
            {
                var (type, payload) = LedgerEvent.Codec.Encode(@event);
                var appended = Assert.IsType<Appended>(await Projected.Log.AppendAsync(
                    new StreamName("ledger", Asset), _history.Count, [new EventData(type, payload)]));
                _state = LedgerAggregate.Apply(_state, @event);
                _history.Add((appended.LastPosition, _state));
            }
        }

        Assert.NotEmpty(_history);
    }

    private LedgerCommand NextCommand()
    {
        var owner = _owners[_random.Next(_owners.Length)];
        if (!_state.IsAllocated)
        {
            return new LedgerCommand.Allocate(
                [.. _owners.SelectMany(one => new[] { LedgerAccount.User(one), LedgerAccount.Stake(one) })
                    .Select(account => new Allocation(account, new Amount(UInt128.MaxValue / 100)))]);
        }

        var id = new OperationId(RandomTaskHistory.RandomBytes32(_random));
        return _random.Next(7) switch
        {
            0 => new LedgerCommand.Post(
                [new Transfer(id, LedgerAccount.User(owner), LedgerAccount.Treasury, Some(), "transfer")], _now + 1),
            1 or 2 => new LedgerCommand.Reserve(
                [.. Enumerable.Range(0, _random.Next(1, 9)).Select(_ => new Escrow(
                    RandomEscrow(), LedgerAccount.User(owner), Some(), _now + 50))]),
            3 when !_state.Escrows.IsEmpty => new LedgerCommand.Settle(
                [.. _state.Escrows.Values.OrderBy(escrow => escrow.Number).Take(_random.Next(1, 6)).Select(escrow => FeeDivision.Divide(
                    escrow, new Amount(escrow.Amount.BaseUnits / 3), owner, _owners[0], ProtocolRules.Default))]),
            4 => new LedgerCommand.Slash(id, owner, new BasisPoints(2_000), Some(), _owners[1], new BasisPoints(5_000)),
            5 => new LedgerCommand.Unbond(id, owner, Some(), 3, _now + 1),
            _ => new LedgerCommand.ReleaseUnbondings([id, .. _state.Unbondings.Keys.OrderBy(key => key.Value)], 0),
        };
    }

    /// <summary>Every other one begins like all of those: the index holds the beginning alone.</summary>
    private TaskId RandomEscrow()
    {
        var id = RandomTaskHistory.RandomBytes32(_random).ToArray();
        if (_random.Next(2) == 0)
        {
            id.AsSpan(0, 8).Fill(0xab);
        }

        return new TaskId(new Bytes32(id));
    }

    private Amount Some() => new((UInt128)_random.NextInt64(1, 1_000_000));
}
