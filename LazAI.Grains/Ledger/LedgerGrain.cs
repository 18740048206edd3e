using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Grains.Aggregates;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;

namespace LazAI.Grains.Ledger;

/// <inheritdoc cref="ILedgerGrain"/>
/// <remarks>Every task's money passes here. Reentrant, so that what comes while an append is under way goes out in the next, together.</remarks>
[Reentrant]
[GrainType("ledger")]
public sealed class LedgerGrain(AggregateServices services)
    : AggregateGrain<LedgerState, LedgerCommand, LedgerEvent, LedgerEffect>(services), ILedgerGrain
{
    protected override StreamName Stream => new("ledger", this.GetPrimaryKeyString());

    protected override EventCodec<LedgerEvent> Codec => LedgerEvent.Codec;

    protected override LedgerState InitialState => LedgerState.Initial;

    protected override int SnapshotInterval => 1_000;

    protected override int SnapshotSchema => 4;

    public Task<Rejection?> AllocateAsync(ImmutableArray<Allocation> allocations) =>
        ExecuteAsync(new LedgerCommand.Allocate(allocations));

    public Task<Rejection?> PostAsync(ImmutableArray<Transfer> transfers, Slot validUntil) =>
        ExecuteAsync(new LedgerCommand.Post(transfers, validUntil));

    public Task<Rejection?> CheckPostAsync(ImmutableArray<Transfer> transfers, Slot validUntil) =>
        CheckAsync(new LedgerCommand.Post(transfers, validUntil));

    public Task<Rejection?> SlashAsync(LedgerCommand.Slash slash) => ExecuteAsync(slash);

    public Task<Rejection?> UnbondAsync(LedgerCommand.Unbond unbond) => ExecuteAsync(unbond);

    public Task<Rejection?> CheckUnbondAsync(LedgerCommand.Unbond unbond) => CheckAsync(unbond);

    public Task<Rejection?> ReleaseUnbondingsAsync(LedgerCommand.ReleaseUnbondings release) => ExecuteAsync(release);

    public async Task<ImmutableArray<Unbonding>> GetUnbondingsAsync(Address owner)
    {
        await LoadAsync();
        return [.. State.Unbondings.Values.Where(entry => entry.Owner == owner).OrderBy(entry => entry.Number)];
    }

    public Task<Rejection?> ReserveAsync(ImmutableArray<Escrow> escrows) => ExecuteAsync(new LedgerCommand.Reserve(escrows));

    public Task<Rejection?> CheckReserveAsync(ImmutableArray<Escrow> escrows) => CheckAsync(new LedgerCommand.Reserve(escrows));

    public Task<Rejection?> SettleAsync(ImmutableArray<Settlement> settlements) => ExecuteAsync(new LedgerCommand.Settle(settlements));

    public async Task<Amount> GetBalanceAsync(LedgerAccount account)
    {
        await LoadAsync();
        return State.BalanceOf(account);
    }

    public async Task<LedgerTotals> GetTotalsAsync()
    {
        await LoadAsync();
        return LedgerTotals.Of(this.GetPrimaryKeyString(), State);
    }

    protected override Decision<LedgerEvent, LedgerEffect> Decide(LedgerState state, LedgerCommand command) =>
        LedgerAggregate.Decide(state, command, Now);

    protected override LedgerState Apply(LedgerState state, LedgerEvent @event) => LedgerAggregate.Apply(state, @event);
}
