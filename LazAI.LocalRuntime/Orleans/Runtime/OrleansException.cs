namespace Orleans.Runtime;

/// <summary>The base of the runtime's own exceptions.</summary>
public class OrleansException : Exception
{
    /// <summary>An exception with the default text.</summary>
    public OrleansException()
        : base("Unexpected error.")
    {
    }

    /// <summary>An exception with this text.</summary>
    public OrleansException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with this text and cause.</summary>
    public OrleansException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Too many requests wait at one activation: the caller should slow down and try again.</summary>
public sealed class LimitExceededException : OrleansException
{
    /// <summary>An exception with the default text.</summary>
    public LimitExceededException()
        : base("Limit exceeded")
    {
    }

    /// <summary>An exception with this text.</summary>
    public LimitExceededException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with this text and cause.</summary>
    public LimitExceededException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Names the limit, where it stands, and what ran into it.</summary>
    public LimitExceededException(string limitName, int current, int threshold, object extraInfo)
        : base($"Limit {limitName} exceeded: current {current}, threshold {threshold}, {extraInfo}")
    {
    }
}

/// <summary>The configuration of the runtime is wrong.</summary>
public sealed class OrleansConfigurationException : Exception
{
    /// <summary>An exception with this text.</summary>
    public OrleansConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with this text and cause.</summary>
    public OrleansConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The base of exceptions for requests that the runtime refused to deliver.</summary>
public class OrleansMessageRejectionException : OrleansException
{
    internal OrleansMessageRejectionException(string message)
        : base(message)
    {
    }

    internal OrleansMessageRejectionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The silo is stopping or gone.</summary>
public sealed class SiloUnavailableException : OrleansMessageRejectionException
{
    /// <summary>An exception with the default text.</summary>
    public SiloUnavailableException()
        : base("Silo unavailable")
    {
    }

    /// <summary>An exception with this text.</summary>
    public SiloUnavailableException(string msg)
        : base(msg)
    {
    }

    /// <summary>An exception with this text and cause.</summary>
    public SiloUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>An enumeration of a grain's <see cref="IAsyncEnumerable{T}"/> ended because its activation went away.</summary>
public sealed class EnumerationAbortedException : Exception
{
    /// <summary>An exception with the default text.</summary>
    public EnumerationAbortedException()
        : base("Enumeration aborted.")
    {
    }

    /// <summary>An exception with this text.</summary>
    public EnumerationAbortedException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with this text and cause.</summary>
    public EnumerationAbortedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
