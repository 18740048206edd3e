using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>An event could not be delivered to a subscriber for so long that it was skipped.</summary>
public sealed class StreamEventDeliveryFailureException : OrleansException
{
    /// <summary>An exception with the default text.</summary>
    public StreamEventDeliveryFailureException()
    {
    }

    /// <summary>An exception with this text.</summary>
    public StreamEventDeliveryFailureException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with this text and cause.</summary>
    public StreamEventDeliveryFailureException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
