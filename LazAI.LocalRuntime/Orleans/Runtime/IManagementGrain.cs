namespace Orleans.Runtime;

/// <summary>Asks the silo about itself; <c>GetGrain&lt;IManagementGrain&gt;(0)</c>.</summary>
public interface IManagementGrain : IGrainWithIntegerKey
{
    /// <summary>The silos and their status.</summary>
    Task<Dictionary<SiloAddress, SiloStatus>> GetHosts(bool onlyActive = false);

    /// <summary>The activations in memory, by grain class.</summary>
    Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics();

    /// <inheritdoc cref="GetSimpleGrainStatistics()"/>
    Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics(SiloAddress[] hostsIds);

    /// <summary>The number of activations in memory.</summary>
    Task<int> GetTotalActivationCount();

    /// <summary>The grains of a type that are in memory.</summary>
    ValueTask<List<GrainId>> GetActiveGrains(GrainType type);

    /// <summary>Deactivates what has been idle for this long.</summary>
    Task ForceActivationCollection(TimeSpan ageLimit);

    /// <inheritdoc cref="ForceActivationCollection(TimeSpan)"/>
    Task ForceActivationCollection(SiloAddress[] hostsIds, TimeSpan ageLimit);
}

/// <summary>The activations of one grain class in one silo.</summary>
[GenerateSerializer]
[Immutable]
public sealed class SimpleGrainStatistic
{
    /// <summary>The grain class, by its full name.</summary>
    [Id(0)]
    public string GrainType { get; init; } = string.Empty;

    /// <summary>The silo.</summary>
    [Id(1)]
    public SiloAddress SiloAddress { get; init; } = SiloAddress.Zero;

    /// <summary>The number of activations.</summary>
    [Id(2)]
    public int ActivationCount { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{GrainType}: {ActivationCount} in {SiloAddress}";
}

/// <summary>The life of a silo.</summary>
public enum SiloStatus
{
    /// <summary>Unknown.</summary>
    None,

    /// <summary>Created.</summary>
    Created,

    /// <summary>Joining its cluster.</summary>
    Joining,

    /// <summary>Taking requests.</summary>
    Active,

    /// <summary>Shutting down.</summary>
    ShuttingDown,

    /// <summary>Stopping at once.</summary>
    Stopping,

    /// <summary>Gone.</summary>
    Dead,
}
