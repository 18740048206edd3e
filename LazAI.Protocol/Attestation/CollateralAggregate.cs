using System.Collections.Immutable;
using LazAI.Attestation;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Attestation;

/// <summary>What can be asked of the record of collateral.</summary>
public abstract record CollateralCommand
{
    /// <summary>Takes note of parts that a verifier found authentic.</summary>
    public sealed record Remember(ImmutableArray<CollateralAge> Parts) : CollateralCommand;
}

/// <summary>What the record of collateral holds.</summary>
public abstract record CollateralEvent
{
    /// <summary>Parts that are newer than all that was seen of their names before.</summary>
    public sealed record Seen(ImmutableArray<CollateralAge> Parts, Slot At) : CollateralEvent;

    public static EventCodec<CollateralEvent> Codec { get; } = new("collateral");
}

/// <summary>The record of collateral asks nothing of others.</summary>
public abstract record CollateralEffect;

/// <summary>
/// The newest collateral that this network has seen. Older one is refused, so that whoever stands between the service and the vendors cannot
/// go on serving what was valid before a TCB recovery or a revocation.
/// </summary>
public static class CollateralAggregate
{
    public static Decision<CollateralEvent, CollateralEffect> Decide(CollateralMemory state, CollateralCommand command, Slot now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var parts = command is CollateralCommand.Remember remember
            ? remember.Parts
            : throw new ArgumentOutOfRangeException(nameof(command), command, "Not a command of the record of collateral.");
        if (state.Check(parts.AsSpan()) is { } older)
        {
            return new Rejected<CollateralEvent, CollateralEffect>(new Rejection(new ErrorCode(older.Code), older.Detail));
        }

        var news = parts.Where(part => !ReferenceEquals(state.With(part), state)).ToImmutableArray();
        return new Accepted<CollateralEvent, CollateralEffect>(news.IsEmpty ? [] : [new CollateralEvent.Seen(news, now)], []);
    }

    public static CollateralMemory Apply(CollateralMemory state, CollateralEvent @event)
    {
        ArgumentNullException.ThrowIfNull(state);
        return @event is CollateralEvent.Seen seen
            ? state.With(seen.Parts.AsSpan())
            : throw new ArgumentOutOfRangeException(nameof(@event), @event, "Not an event of the record of collateral.");
    }
}
