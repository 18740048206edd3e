using System.Buffers.Binary;
using LazAI.Cryptography;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Ledger;

namespace LazAI.Protocol.Tests.Ledger;

/// <summary>Commands as honest and dishonest customers give them: batches of transfers, reservations, settlements, refunds, repetitions, overdrafts.</summary>
internal sealed class RandomCustomers(Random random)
{
    private const int Users = 500;

    private readonly List<Escrow> _escrows = [];
    private LedgerCommand.Post? _lastPost;
    private LedgerCommand? _lastCommand;
    private ulong _ids;
    private long _slot;

    public LedgerCommand.Allocate Genesis() => new(
    [
        .. Enumerable.Range(0, Users).Select(i => new Allocation(LedgerStates.User(i), new Amount((UInt128)random.NextInt64(1, long.MaxValue)))),
        new(LedgerAccount.Treasury, new Amount(UInt128.MaxValue / 2)),
    ]);

    public static int MovementsOf(LedgerEvent @event) => @event switch
    {
        LedgerEvent.Posted posted => posted.Transfers.Length,
        LedgerEvent.Reserved reserved => reserved.Escrows.Length,
        LedgerEvent.Settled settled => settled.Settlements.Sum(settlement => settlement.Legs.Length),
        LedgerEvent.Slashed slashed => slashed.Movements.Length,
        LedgerEvent.UnbondingBegan => 1,
        LedgerEvent.UnbondingsReleased released => released.Entries.Length,
        _ => 0,
    };

    public (LedgerCommand Command, Slot Now) NextCommand(LedgerState state)
    {
        if (random.Next(20) == 0)
        {
            _slot++;
        }

        var command = random.Next(100) switch
        {
            < 50 => _lastPost = Post(),
            < 62 => Reserve(),
            < 75 when _escrows.Count > 0 => Settle(state),
            < 80 when _escrows.Count > 0 => Refund(state),
            < 82 => Slash(),
            < 85 => new LedgerCommand.Unbond(
                NextId(), AnyUser().OwnerAddress, Some(), random.Next(20), new Slot(_slot + random.Next(3))),
            < 86 => new LedgerCommand.ReleaseUnbondings([NextId(), .. state.Unbondings.Values.OrderBy(entry => entry.Number).Select(entry => entry.Id)], _slot),
            < 90 when _lastCommand is not null => _lastCommand,
            < 95 when _lastPost is { } post => Tampered(post),
            _ => Hostile(),
        };
        _lastCommand = command;
        return (command, new Slot(_slot));
    }

    private LedgerCommand.Post Post() => new(
        [.. Enumerable.Range(0, Size()).Select(_ => new Transfer(NextId(), AnyDebit(), AnyAccount(), Some(), "transfer"))],
        new Slot(_slot + random.Next(3)));

    private LedgerCommand.Slash Slash() => random.Next(2) == 0
        ? new(NextId(), AnyUser().OwnerAddress, new BasisPoints(random.Next(10_001)))
        : new(
            NextId(),
            AnyUser().OwnerAddress,
            new BasisPoints(random.Next(10_001)),
            Some(),
            AnyUser().OwnerAddress,
            new BasisPoints(random.Next(10_001)));

    private LedgerCommand.Reserve Reserve()
    {
        var escrows = Enumerable.Range(0, Size())
            .Select(_ => new Escrow(new TaskId(NextId().Value), AnyUser(), Some(), new Slot(_slot + random.Next(1, 50))))
            .ToArray();
        _escrows.AddRange(escrows);
        return new LedgerCommand.Reserve([.. escrows]);
    }

    private LedgerCommand.Settle Settle(LedgerState state) => new([.. TakeEscrows().Select(escrow =>
    {
        var open = state.Escrows.GetValueOrDefault(escrow.TaskId) ?? escrow;
        var charge = new Amount(open.Amount.BaseUnits - (open.Amount.BaseUnits / (UInt128)random.Next(2, 10)));
        return FeeDivision.Divide(open, charge, AnyUser().OwnerAddress, AnyUser().OwnerAddress, ProtocolRules.Default);
    })]);

    private LedgerCommand.Settle Refund(LedgerState state) => new(
        [.. TakeEscrows().Select(escrow => LedgerAggregate.Release(state.Escrows.GetValueOrDefault(escrow.TaskId) ?? escrow))]);

    /// <summary>What was posted before under the same ids, but more of it.</summary>
    private static LedgerCommand.Post Tampered(LedgerCommand.Post post) => post with
    {
        Transfers = post.Transfers.SetItem(0, post.Transfers[0] with { Amount = post.Transfers[0].Amount + new Amount(1) }),
    };

    private LedgerCommand Hostile() => random.Next(7) switch
    {
        0 => new LedgerCommand.Allocate([new(AnyUser(), new Amount(1))]),
        1 => new LedgerCommand.Post([new(NextId(), AnyUser(), AnyUser(), new Amount(UInt128.MaxValue), "overdraft")], new Slot(_slot)),
        2 => new LedgerCommand.Post([new(NextId(), AnyUser(), AnyUser(), Amount.Zero, "nothing")], new Slot(_slot)),
        3 => new LedgerCommand.Post(
            [new(NextId(), LedgerAccount.Escrow(AnyEscrow().TaskId), AnyUser(), new Amount(1), "theft")], new Slot(_slot)),
        4 => new LedgerCommand.Reserve([AnyEscrow() with { Payer = LedgerAccount.Escrow(AnyEscrow().TaskId), TaskId = new TaskId(NextId().Value) }]),
        5 => new LedgerCommand.Reserve([AnyEscrow() with { Amount = new Amount(1) }]),
        _ => new LedgerCommand.Settle([new(AnyEscrow().TaskId, random.NextInt64(1, 1_000), [new(AnyUser(), new Amount(UInt128.MaxValue), "worker")])]),
    };

    private IEnumerable<Escrow> TakeEscrows()
    {
        for (var i = Math.Min(Size(), _escrows.Count); i > 0; i--)
        {
            var index = random.Next(_escrows.Count);
            (var taken, _escrows[index]) = (_escrows[index], _escrows[^1]);
            _escrows.RemoveAt(_escrows.Count - 1);
            yield return taken;
        }
    }

    private Escrow AnyEscrow() => _escrows.Count > 0 ? _escrows[random.Next(_escrows.Count)] : LedgerStates.Escrow;

    private LedgerAccount AnyUser() => LedgerStates.User(random.Next(Users));

    private LedgerAccount AnyAccount() => random.Next(20) switch
    {
        0 => LedgerAccount.Treasury,
        1 => LedgerAccount.Slashed,
        2 => LedgerAccount.ValidatorPool,
        3 => LedgerAccount.Stake(AnyUser().OwnerAddress),
        _ => AnyUser(),
    };

    /// <summary>Mostly someone who has something: one overdraft refuses its whole batch.</summary>
    private LedgerAccount AnyDebit() => random.Next(300) == 0 ? AnyAccount() : AnyUser();

    private Amount Some() => new((UInt128)random.NextInt64(1, 1L << random.Next(1, 50)));

    private int Size() => random.Next(4) == 0 ? random.Next(1, 200) : random.Next(1, 10);

    private OperationId NextId()
    {
        Span<byte> bytes = stackalloc byte[32];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ++_ids);
        return new OperationId(new Bytes32(bytes));
    }
}
