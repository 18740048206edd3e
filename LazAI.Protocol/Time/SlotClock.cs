using System.Collections.Immutable;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Time;

/// <summary>The last slot that the network has seen begin. One tick a slot, none left out, none twice.</summary>
public sealed record SlotClockState(Slot? LastTick)
{
    public static SlotClockState Initial { get; } = new((Slot?)null);
}

/// <summary>What the clock is told.</summary>
public abstract record SlotClockCommand
{
    /// <summary>The wall clock now lies in <paramref name="Current"/>.</summary>
    public sealed record Advance(Slot Current) : SlotClockCommand;
}

/// <summary>What the clock records.</summary>
public abstract record SlotClockEvent
{
    /// <summary>The slots up to and including <paramref name="Last"/> have begun; <paramref name="First"/> follows the one recorded before.</summary>
    public sealed record Ticked(Slot First, Slot Last) : SlotClockEvent;

    public static EventCodec<SlotClockEvent> Codec { get; } = new("slot-clock");
}

/// <summary>What follows from a tick.</summary>
public abstract record SlotClockEffect
{
    /// <summary>Tell everybody who waits that <paramref name="Slot"/> has begun.</summary>
    public sealed record Publish(Slot Slot) : SlotClockEffect;
}

/// <summary>The slot clock (PROTOCOL §3): ticks missed in an outage are replayed in order.</summary>
public static class SlotClockAggregate
{
    /// <summary>Most ticks replayed by one command; a longer outage takes several.</summary>
    public const int TicksPerAdvanceMaximum = 1_024;

    public static Decision<SlotClockEvent, SlotClockEffect> Decide(SlotClockState state, SlotClockCommand command)
    {
        ArgumentNullException.ThrowIfNull(state);
        var advance = (SlotClockCommand.Advance)command;
        var first = state.LastTick is { } last ? last + 1 : new Slot(0);
        if (advance.Current < first)
        {
            // A clock that stands still or was set back: ticks are never taken back and never repeated.
            return new Accepted<SlotClockEvent, SlotClockEffect>([], []);
        }

        var until = new Slot(Math.Min(advance.Current.Number, first.Number + TicksPerAdvanceMaximum - 1));
        var effects = ImmutableArray.CreateBuilder<SlotClockEffect>();
        for (var slot = first; slot <= until; slot += 1)
        {
            effects.Add(new SlotClockEffect.Publish(slot));
        }

        return new Accepted<SlotClockEvent, SlotClockEffect>([new SlotClockEvent.Ticked(first, until)], effects.ToImmutable());
    }

    /// <summary>The newest tick, issued again on activation: whoever missed it acts on the slot that it names.</summary>
    public static ImmutableArray<SlotClockEffect> Outstanding(SlotClockState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.LastTick is { } last ? [new SlotClockEffect.Publish(last)] : [];
    }

    public static SlotClockState Apply(SlotClockState state, SlotClockEvent @event)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state with { LastTick = ((SlotClockEvent.Ticked)@event).Last };
    }
}
