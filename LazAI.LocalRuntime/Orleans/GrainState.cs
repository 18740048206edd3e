namespace Orleans;

/// <summary>A record on its way between a grain and its storage.</summary>
public interface IGrainState<T>
{
    /// <summary>The state.</summary>
    T? State { get; set; }

    /// <summary>The version in storage; null if there is none.</summary>
    string? ETag { get; set; }

    /// <summary>Whether the record exists in storage.</summary>
    bool RecordExists { get; set; }
}

/// <summary>An <see cref="IGrainState{T}"/>.</summary>
public sealed class GrainState<T> : IGrainState<T>
{
    /// <summary>No state.</summary>
    public GrainState()
    {
    }

    /// <summary>A state without a version.</summary>
    public GrainState(T? state)
        : this(state, null)
    {
    }

    /// <summary>A state and its version.</summary>
    public GrainState(T? state, string? eTag)
    {
        State = state;
        ETag = eTag;
    }

    /// <inheritdoc/>
    public T? State { get; set; }

    /// <inheritdoc/>
    public string? ETag { get; set; }

    /// <inheritdoc/>
    public bool RecordExists { get; set; }
}
