using LazAI.LocalRuntime.Activations;

namespace LazAI.LocalRuntime;

/// <summary>Live numbers of the silo, for a dashboard; a service of the host. Reading them walks all activations.</summary>
public sealed class SiloStatistics
{
    private readonly LocalSilo silo;

    internal SiloStatistics(LocalSilo silo) => this.silo = silo;

    /// <summary>The statistics of every grain type, by name.</summary>
    public IReadOnlyList<GrainTypeStatistics> GetGrainTypes() =>
        [.. silo.ActivationDirectories.Select(directory => directory.GetStatistics()).OrderBy(type => type.GrainType, StringComparer.Ordinal)];
}
