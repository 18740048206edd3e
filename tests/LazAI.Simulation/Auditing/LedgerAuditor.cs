using System.Numerics;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Ledger;

namespace LazAI.Simulation.Auditing;

/// <summary>
/// Keeps the books a second time, written from the protocol's rules of the ledger (PROTOCOL §11) and not from its code: plain
/// dictionaries, unbounded integers, nothing ever forgotten. Every entry is examined before it is taken in.
/// </summary>
public sealed class LedgerAuditor
{
    private readonly Dictionary<LedgerAccount, BigInteger> _balances = [];
    private readonly Dictionary<TaskId, Escrow> _escrows = [];
    private readonly HashSet<OperationId> _transfers = [];
    private readonly HashSet<OperationId> _slashes = [];
    private readonly Dictionary<OperationId, (Unbonding Terms, BigInteger Left)> _unbondings = [];
    private BigInteger? _supply;
    private long _reservations;
    private long _unbondingCount;

    /// <summary>What was minted.</summary>
    public BigInteger Supply => _supply ?? BigInteger.Zero;

    public int OpenEscrows => _escrows.Count;

    public BigInteger BalanceOf(LedgerAccount account) => _balances.GetValueOrDefault(account);

    /// <summary>Takes in the next entry of the ledger.</summary>
    /// <exception cref="AuditException">The entry breaks a rule of the ledger.</exception>
    public void Record(LedgerEvent entry)
    {
        switch (entry)
        {
            case LedgerEvent.Allocated allocated:
                Require(_supply is null, "the supply is created once");
                _supply = BigInteger.Zero;
                foreach (var (account, amount) in allocated.Allocations)
                {
                    Require(account.Kind != LedgerAccountKind.Escrow, "no escrow exists without a reservation");
                    Require(!_balances.ContainsKey(account), "an account is allocated once");
                    Credit(account, Positive(amount));
                    _supply += Exact(amount);
                }

                break;
            case LedgerEvent.Posted posted:
                Require(posted.ValidUntil >= posted.At, "a lapsed command posts nothing");
                foreach (var transfer in posted.Transfers)
                {
                    Require(_transfers.Add(transfer.Id), $"transfer {transfer.Id} is posted once");
                    Require(transfer.Debit.Kind != LedgerAccountKind.Escrow, "escrows are left by settlement only");
                    Require(transfer.Credit.Kind != LedgerAccountKind.Escrow, "escrows are entered by reservation only");
                    Move(transfer.Debit, transfer.Credit, transfer.Amount);
                }

                break;
            case LedgerEvent.Reserved reserved:
                foreach (var escrow in reserved.Escrows)
                {
                    Require(escrow.Number == ++_reservations, "reservations are numbered without gaps");
                    Require(escrow.ExpiresAt > reserved.At, "an escrow that has lapsed is not reserved");
                    Require(escrow.Payer.Kind != LedgerAccountKind.Escrow, "escrows are left by settlement only");
                    Require(_escrows.TryAdd(escrow.TaskId, escrow), $"task {escrow.TaskId} has one escrow at a time");
                    Move(escrow.Payer, LedgerAccount.Escrow(escrow.TaskId), escrow.Amount);
                }

                break;
            case LedgerEvent.Settled settled:
                foreach (var settlement in settled.Settlements)
                {
                    Settle(settlement);
                }

                break;
            case LedgerEvent.Slashed slashed:
                Slash(slashed);
                break;
            case LedgerEvent.UnbondingBegan { Entry: var began }:
                Require(began.Number == ++_unbondingCount, "unbondings are numbered without gaps");
                Require(_unbondings.TryAdd(began.Id, (began, Exact(began.Amount))), $"unbonding {began.Id} begins once");
                Move(LedgerAccount.Stake(began.Owner), LedgerAccount.Unbonding(began.Owner), began.Amount);
                break;
            case LedgerEvent.UnbondingsReleased released:
                foreach (var unbonding in released.Entries)
                {
                    Require(unbonding.ReleaseAt <= released.At, "a stake is released when its time has come");
                    Require(_unbondings.Remove(unbonding.Id, out var known), $"unbonding {unbonding.Id} is under way");
                    Require(
                        known.Terms with { Amount = unbonding.Amount } == unbonding && known.Left == Exact(unbonding.Amount),
                        "what is released is what slashes have left");
                    Move(LedgerAccount.Unbonding(unbonding.Owner), LedgerAccount.User(unbonding.Owner), unbonding.Amount);
                }

                break;
            default:
                throw new AuditException($"{entry} is no entry that the auditor knows");
        }
    }

    /// <summary>Adds up all accounts and escrows, and compares them with <paramref name="state"/> account by account.</summary>
    /// <exception cref="AuditException">The books do not agree.</exception>
    public void Compare(LedgerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var sum = BigInteger.Zero;
        foreach (var (account, balance) in _balances)
        {
            Require(balance.Sign >= 0, $"{account} is not below zero");
            Require(balance == Exact(state.BalanceOf(account)), $"{account} holds {balance}, the ledger says {state.BalanceOf(account)}");
            sum += balance;
        }

        Require(sum == Supply && sum == Exact(state.Supply), $"the balances add up to {sum}, {Supply} was minted");
        Require(
            state.Balances.Count == _balances.Count(account => !account.Value.IsZero && account.Key.Kind != LedgerAccountKind.Escrow),
            "the ledger has no account besides");
        Require(
            state.Escrows.Count == _escrows.Count && _escrows.All(escrow => state.Escrows.GetValueOrDefault(escrow.Key) == escrow.Value),
            "the ledger has the same escrows");
        Require(
            state.Unbondings.Count == _unbondings.Count
            && _unbondings.All(entry => state.Unbondings.GetValueOrDefault(entry.Key) is { } other
                && Exact(other.Amount) == entry.Value.Left && other == entry.Value.Terms with { Amount = other.Amount }),
            "the ledger has the same unbondings");
        Require(state.Slashes.Count == _slashes.Count && _slashes.All(state.Slashes.ContainsKey), "the ledger knows the same offences");
        var reserved = _escrows.Values.Aggregate(BigInteger.Zero, (total, escrow) => total + Exact(escrow.Amount));
        Require(reserved == Exact(state.Escrowed), $"the escrows hold {reserved}, the ledger says {state.Escrowed}");
        var held = _balances.Where(account => account.Key.Kind == LedgerAccountKind.Escrow)
            .Aggregate(BigInteger.Zero, (total, account) => total + account.Value);
        Require(reserved == held, "escrow accounts hold what their terms say");
    }

    private void Slash(LedgerEvent.Slashed slashed)
    {
        Require(_slashes.Add(slashed.Id), $"offence {slashed.Id} is punished once");
        foreach (var (debit, credit, amount) in slashed.Movements)
        {
            Require(
                debit == LedgerAccount.Stake(slashed.Offender) || debit == LedgerAccount.Unbonding(slashed.Offender),
                "a slash takes what the offender has at stake");
            Require(credit == LedgerAccount.Slashed || credit.Kind == LedgerAccountKind.User, "a slash goes to the slashed account and a reporter");
            Move(debit, credit, amount);
            if (debit.Kind == LedgerAccountKind.Unbonding)
            {
                CutUnbondings(slashed.Offender, Exact(amount));
            }
        }
    }

    private void CutUnbondings(Address owner, BigInteger amount)
    {
        foreach (var (id, (terms, left)) in _unbondings.Where(entry => entry.Value.Terms.Owner == owner).OrderBy(entry => entry.Value.Terms.Number).ToArray())
        {
            var cut = BigInteger.Min(left, amount);
            amount -= cut;
            _unbondings[id] = (terms, left - cut);
            if (left == cut)
            {
                _unbondings.Remove(id);
            }
        }

        Require(amount.IsZero, "unbonding accounts hold what their entries say");
    }

    private void Settle(Settlement settlement)
    {
        Require(_escrows.Remove(settlement.TaskId, out var escrow), $"task {settlement.TaskId} has an escrow to settle");
        Require(escrow!.Number == settlement.EscrowNumber, "a settlement divides the reservation that it names");
        var account = LedgerAccount.Escrow(settlement.TaskId);
        foreach (var leg in settlement.Legs)
        {
            Require(leg.Account.Kind != LedgerAccountKind.Escrow, "escrows are entered by reservation only");
            Move(account, leg.Account, leg.Amount);
        }

        Require(_balances.Remove(account, out var left) && left.IsZero, $"settlement empties {account}");
    }

    private void Move(LedgerAccount debit, LedgerAccount credit, Amount amount)
    {
        Require(debit != credit, "a movement has two sides");
        var value = Positive(amount);
        var before = BalanceOf(debit);
        Require(before >= value, $"{debit} holds {before}, {value} leave it");
        _balances[debit] = before - value;
        Credit(credit, value);
    }

    private void Credit(LedgerAccount account, BigInteger value) => _balances[account] = BalanceOf(account) + value;

    private static BigInteger Positive(Amount amount)
    {
        Require(!amount.IsZero, "a movement moves something");
        return Exact(amount);
    }

    private static BigInteger Exact(Amount amount) => (BigInteger)amount.BaseUnits;

    private static void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw new AuditException(rule);
        }
    }
}

/// <summary>The ledger's record breaks a rule of the ledger.</summary>
public sealed class AuditException(string rule) : Exception("Audit: " + rule);
