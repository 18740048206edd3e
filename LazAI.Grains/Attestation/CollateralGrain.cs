using System.Collections.Immutable;
using LazAI.Attestation;
using LazAI.Grains.Aggregates;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.Attestation;
using LazAI.Protocol.Encoding;

namespace LazAI.Grains.Attestation;

/// <inheritdoc cref="ICollateralGrain"/>
[GrainType("collateral")]
public sealed class CollateralGrain(AggregateServices services)
    : AggregateGrain<CollateralMemory, CollateralCommand, CollateralEvent, CollateralEffect>(services), ICollateralGrain
{
    protected override StreamName Stream => new("collateral", "seen");

    protected override EventCodec<CollateralEvent> Codec => CollateralEvent.Codec;

    protected override CollateralMemory InitialState => CollateralMemory.Empty;

    protected override int SnapshotInterval => 100;

    public Task<Rejection?> RememberAsync(ImmutableArray<CollateralAge> parts) => ExecuteAsync(new CollateralCommand.Remember(parts));

    public async Task<CollateralMemory> GetAsync()
    {
        await LoadAsync();
        return State;
    }

    protected override Decision<CollateralEvent, CollateralEffect> Decide(CollateralMemory state, CollateralCommand command) =>
        CollateralAggregate.Decide(state, command, Now);

    protected override CollateralMemory Apply(CollateralMemory state, CollateralEvent @event) => CollateralAggregate.Apply(state, @event);
}
