using System.Collections.Immutable;
using LazAI.Grains.Network;

namespace LazAI.Silo.Metrics;

/// <summary>Asks the management grain, which knows the whole cluster and counts activations only.</summary>
internal sealed class ManagementStatistics(IGrainFactory grains) : IRuntimeStatistics
{
    public async ValueTask<ImmutableArray<GrainTypeMeasurement>> MeasureAsync(CancellationToken cancellationToken = default)
    {
        var entries = await grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics();
        return
        [
            .. entries.GroupBy(entry => NameOf(entry.GrainType), StringComparer.Ordinal)
                .Select(type => new GrainTypeMeasurement(type.Key, type.Sum(entry => entry.ActivationCount)))
                .OrderBy(type => type.GrainType, StringComparer.Ordinal),
        ];
    }

    /// <summary>The class's own name: the statistics carry its namespace, and under Orleans its assembly.</summary>
    private static string NameOf(string grainType)
    {
        var name = grainType.Split(',', 2)[0];
        return name[(name.LastIndexOf('.') + 1)..];
    }
}
