using System.Collections.Concurrent;
using System.Text.Json;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace LazAI.LocalRuntime.Storage;

/// <summary>Grain records in memory, as JSON, so that a stored state and the one in the grain are never the same object.</summary>
internal sealed class MemoryGrainStorage : IGrainStorage
{
    private static readonly JsonSerializerOptions Json = new() { IncludeFields = true };

    private readonly ConcurrentDictionary<(string State, GrainId Grain), Record> records = new();
    private long lastVersion;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (records.TryGetValue((stateName, grainId), out var record))
        {
            grainState.State = JsonSerializer.Deserialize<T>(record.State, Json);
            grainState.ETag = record.Version;
            grainState.RecordExists = true;
        }
        else
        {
            Reset(grainState);
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var written = new Record(JsonSerializer.SerializeToUtf8Bytes(grainState.State, Json), NextVersion());
        var key = (stateName, grainId);
        var isWritten = records.TryGetValue(key, out var stored)
            ? stored.Version == grainState.ETag && records.TryUpdate(key, written, stored)
            : grainState.ETag is null && records.TryAdd(key, written);
        if (!isWritten)
            throw Conflict(key, grainState.ETag);

        grainState.ETag = written.Version;
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = (stateName, grainId);
        var isCleared = records.TryGetValue(key, out var stored)
            ? stored.Version == grainState.ETag && records.TryRemove(KeyValuePair.Create(key, stored))
            : grainState.ETag is null;
        if (!isCleared)
            throw Conflict(key, grainState.ETag);

        Reset(grainState);
        return Task.CompletedTask;
    }

    private static void Reset<T>(IGrainState<T> grainState)
    {
        grainState.State = typeof(T).IsValueType || typeof(T).GetConstructor(Type.EmptyTypes) is null
            ? default
            : Activator.CreateInstance<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private string NextVersion() => $"{Interlocked.Increment(ref lastVersion)}";

    private InconsistentStateException Conflict((string State, GrainId Grain) key, string? expected) =>
        new(
            $"State \"{key.State}\" of {key.Grain} was written by somebody else.",
            records.TryGetValue(key, out var stored) ? stored.Version : null,
            expected);

    private sealed record Record(byte[] State, string Version);
}
