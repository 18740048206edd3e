using LazAI.Cryptography;
using LazAI.Grains.Blobs;

namespace LazAI.Simulation.Storage;

/// <summary>Bytes by their hash, which outlive every silo.</summary>
public sealed class SimulatedBlobs : IBlobStore
{
    private readonly Dictionary<Bytes32, byte[]> _contents = [];
    private readonly Dictionary<Bytes32, byte[]> _lost = [];

    public ValueTask PutAsync(Bytes32 hash, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        if (content.IsEmpty || content.Length > IBlobStore.SizeMaximum || Keccak256.Hash(content.Span) != hash)
        {
            throw new ArgumentException("The content is empty, too large or has another hash.", nameof(content));
        }

        _contents.TryAdd(hash, content.ToArray());
        return ValueTask.CompletedTask;
    }

    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(Bytes32 hash, CancellationToken cancellationToken = default) => ValueTask.FromResult(Find(hash));

    /// <summary>As if it had never been stored, until somebody stores it again.</summary>
    public void Lose(Bytes32 hash)
    {
        if (_contents.Remove(hash, out var content))
        {
            _lost[hash] = content;
        }
    }

    /// <summary>Content that was lost at some time, whether it is back or not, or null: inspectors know better than the service.</summary>
    public ReadOnlyMemory<byte>? FindLost(Bytes32 hash) => _lost.TryGetValue(hash, out var content) ? (ReadOnlyMemory<byte>?)content : null;

    /// <summary>Null where there is no such content, and not empty memory, to which a null array converts.</summary>
    public ReadOnlyMemory<byte>? Find(Bytes32 hash) => _contents.TryGetValue(hash, out var content) ? (ReadOnlyMemory<byte>?)content : null;

    public ValueTask<bool> ContainsAsync(Bytes32 hash, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(_contents.ContainsKey(hash));
}
