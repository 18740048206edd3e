using LazAI.LocalRuntime.Activations;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace LazAI.LocalRuntime.Storage;

/// <summary>Makes the state objects that grains take as constructor parameters.</summary>
internal sealed class PersistentStateFactory(StorageInstruments instruments) : IPersistentStateFactory
{
    public IPersistentState<TState> Create<TState>(IGrainContext context, IPersistentStateConfiguration config)
    {
        var services = context.ActivationServices;
        var storage = string.IsNullOrWhiteSpace(config.StorageName)
            ? services.GetService<IGrainStorage>()
            : services.GetKeyedService<IGrainStorage>(config.StorageName);
        if (storage is null)
        {
            var name = string.IsNullOrWhiteSpace(config.StorageName) ? "default grain storage" : $"grain storage named \"{config.StorageName}\"";
            throw new OrleansConfigurationException($"There is no {name}, which grain type {context.GrainId.Type} needs.");
        }

        var state = new PersistentState<TState>(config.StateName, context.GrainId, storage, instruments);
        Activation.Of(context).Prepare(state.ReadStateAsync);
        return state;
    }
}

/// <summary>One record of one grain. Operations run one after the other, in the order in which they were asked for.</summary>
internal sealed class PersistentState<TState>(string name, GrainId grainId, IGrainStorage storage, StorageInstruments instruments)
    : IPersistentState<TState>
{
    private readonly GrainState<TState> record = new() { State = NewState() };
    private Task last = Task.CompletedTask;

    public TState State
    {
        get => record.State!;
        set => record.State = value;
    }

    public string? Etag => record.ETag;

    public bool RecordExists => record.RecordExists;

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task ReadStateAsync(CancellationToken cancellationToken) =>
        Enqueue(StorageOperation.Read, token => storage.ReadStateAsync(name, grainId, record, token), cancellationToken);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task WriteStateAsync(CancellationToken cancellationToken) =>
        Enqueue(StorageOperation.Write, token => storage.WriteStateAsync(name, grainId, record, token), cancellationToken);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public Task ClearStateAsync(CancellationToken cancellationToken) =>
        Enqueue(StorageOperation.Clear, token => storage.ClearStateAsync(name, grainId, record, token), cancellationToken);

    private static TState? NewState() =>
        typeof(TState).IsValueType || typeof(TState).GetConstructor(Type.EmptyTypes) is null ? default : Activator.CreateInstance<TState>();

    private Task Enqueue(StorageOperation operation, Func<CancellationToken, Task> run, CancellationToken cancellationToken) =>
        last = RunAsync(last, operation, run, cancellationToken);

    private async Task RunAsync(
        Task previous, StorageOperation operation, Func<CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await instruments.MeasureAsync(operation, run(cancellationToken), storage.GetType().Name, name, typeof(TState).Name);
    }
}
