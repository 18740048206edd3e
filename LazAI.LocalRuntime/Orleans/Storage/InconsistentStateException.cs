using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A record was written by somebody else since it was read: the ETags differ.</summary>
public class InconsistentStateException : OrleansException
{
    /// <summary>An exception with the default text.</summary>
    public InconsistentStateException()
    {
    }

    /// <summary>An exception with this text.</summary>
    public InconsistentStateException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with this text and cause.</summary>
    public InconsistentStateException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }

    /// <summary>Names the ETag in storage and the one that was expected.</summary>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : base(errorMsg)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <inheritdoc cref="InconsistentStateException(string, string?, string?)"/>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag, Exception? storageException)
        : base(errorMsg, storageException!)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>The ETag in storage.</summary>
    public string? StoredEtag { get; }

    /// <summary>The ETag that the writer expected.</summary>
    public string? CurrentEtag { get; }

    /// <summary>Whether the exception has not yet left the activation that it arose in, which is deactivated when it does.</summary>
    internal bool IsSourceActivation { get; set; } = true;

    /// <inheritdoc/>
    public override string ToString() => $"{base.ToString()} (stored ETag {StoredEtag}, expected {CurrentEtag})";
}
