using System.Collections.Immutable;

namespace LazAI.Protocol;

/// <summary>What an aggregate says to a command: <see cref="Accepted{TEvent,TEffect}"/> or <see cref="Rejected{TEvent,TEffect}"/>.</summary>
public abstract record Decision<TEvent, TEffect>;

/// <summary>The command holds. No events means that it had been carried out before: the answer is the first one again.</summary>
/// <param name="Events">What happened, to append in one piece.</param>
/// <param name="Effects">What to do once the events are durable; safe to do twice.</param>
public sealed record Accepted<TEvent, TEffect>(ImmutableArray<TEvent> Events, ImmutableArray<TEffect> Effects)
    : Decision<TEvent, TEffect>;

/// <summary>The rules say no; nothing changes.</summary>
public sealed record Rejected<TEvent, TEffect>(Rejection Reason) : Decision<TEvent, TEffect>;

/// <summary>Why the rules say no.</summary>
/// <param name="Code">Which refusal it is.</param>
/// <param name="Detail">The particulars, for a person; never a secret.</param>
public sealed record Rejection(ErrorCode Code, string Detail);
