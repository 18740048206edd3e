namespace Orleans.Core;

/// <summary>One record of a grain in a grain storage.</summary>
public interface IStorage
{
    /// <summary>The version that was last read or written; null before.</summary>
    string? Etag { get; }

    /// <summary>Whether the record exists in storage.</summary>
    bool RecordExists { get; }

    /// <summary>Deletes the record and resets the state.</summary>
    Task ClearStateAsync();

    /// <inheritdoc cref="ClearStateAsync()"/>
    Task ClearStateAsync(CancellationToken cancellationToken);

    /// <summary>Writes the state.</summary>
    /// <exception cref="Storage.InconsistentStateException">Somebody else wrote the record since it was read.</exception>
    Task WriteStateAsync();

    /// <inheritdoc cref="WriteStateAsync()"/>
    Task WriteStateAsync(CancellationToken cancellationToken);

    /// <summary>Reads the state, losing unwritten changes.</summary>
    Task ReadStateAsync();

    /// <inheritdoc cref="ReadStateAsync()"/>
    Task ReadStateAsync(CancellationToken cancellationToken);
}

/// <summary>One record of a grain in a grain storage, with its state.</summary>
public interface IStorage<TState> : IStorage
{
    /// <summary>The state in memory.</summary>
    TState State { get; set; }
}
