using Orleans.Streams;

namespace Orleans.Providers.Streams.Common;

/// <summary>A place in a stream of the memory provider.</summary>
public class EventSequenceToken(long sequenceNumber, int eventIndex) : StreamSequenceToken
{
    /// <summary>The place of the first item of a batch.</summary>
    public EventSequenceToken(long sequenceNumber)
        : this(sequenceNumber, 0)
    {
    }

    /// <inheritdoc/>
    public override long SequenceNumber { get; protected set; } = sequenceNumber;

    /// <inheritdoc/>
    public override int EventIndex { get; protected set; } = eventIndex;

    /// <inheritdoc/>
    public override bool Equals(StreamSequenceToken? other) =>
        other is not null && SequenceNumber == other.SequenceNumber && EventIndex == other.EventIndex;

    /// <inheritdoc/>
    public override int CompareTo(StreamSequenceToken? other) =>
        other is null ? 1
        : SequenceNumber.CompareTo(other.SequenceNumber) is not 0 and var order ? order
        : EventIndex.CompareTo(other.EventIndex);

    /// <inheritdoc/>
    public override string ToString() => $"{SequenceNumber}:{EventIndex}";
}
