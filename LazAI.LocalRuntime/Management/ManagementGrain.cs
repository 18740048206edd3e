using LazAI.LocalRuntime.Activations;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Management;

/// <summary>Answers questions about the silo. Reentrant, because it waits for deactivations.</summary>
[Reentrant]
internal sealed class ManagementGrain(LocalSilo silo) : Grain, IManagementGrain
{
    public Task<Dictionary<SiloAddress, SiloStatus>> GetHosts(bool onlyActive = false) =>
        Task.FromResult(new Dictionary<SiloAddress, SiloStatus> { [silo.SiloAddress] = SiloStatus.Active });

    public Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics() =>
        Task.FromResult<SimpleGrainStatistic[]>(
        [
            .. silo.ActivationDirectories.Select(Statistic).Where(statistic => statistic.ActivationCount > 0),
        ]);

    public Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics(SiloAddress[] hostsIds) =>
        hostsIds.Contains(silo.SiloAddress) ? GetSimpleGrainStatistics() : Task.FromResult<SimpleGrainStatistic[]>([]);

    public Task<int> GetTotalActivationCount() => Task.FromResult(silo.ActivationDirectories.Sum(directory => directory.Count));

    public ValueTask<List<GrainId>> GetActiveGrains(GrainType type)
    {
        var directory = silo.ActivationDirectories.FirstOrDefault(candidate => candidate.GrainType == type);
        return new(directory?.Activations.Select(activation => activation.GrainId).Distinct().ToList() ?? []);
    }

    public async Task ForceActivationCollection(TimeSpan ageLimit)
    {
        var now = silo.Time.GetUtcNow();
        var leaving = new List<Task>();
        foreach (var activation in silo.ActivationDirectories.SelectMany(directory => directory.Activations))
        {
            if (activation.Class.CollectionAge is not null && activation.CollectIfIdle(now, ageLimit))
                leaving.Add(activation.Deactivated);
        }

        await Task.WhenAll(leaving);
    }

    public Task ForceActivationCollection(SiloAddress[] hostsIds, TimeSpan ageLimit) =>
        hostsIds.Contains(silo.SiloAddress) ? ForceActivationCollection(ageLimit) : Task.CompletedTask;

    private SimpleGrainStatistic Statistic(ActivationDirectory directory) =>
        new() { GrainType = directory.Class.Name, SiloAddress = silo.SiloAddress, ActivationCount = directory.Count };
}
