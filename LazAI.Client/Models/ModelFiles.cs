using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Protocol.Models;

namespace LazAI.Client.Models;

/// <summary>
/// Weight files and proving keys, kept in a folder once fetched. Neither the service nor the folder is believed: a file must have the hash that it is asked
/// for by, and weights the model's commitment, wherever they come from.
/// </summary>
/// <param name="client">Where files come from.</param>
/// <param name="folder">Where they are kept, each under its hash.</param>
/// <param name="onNotKept">Told when the folder cannot be written; files are then fetched again each time.</param>
public sealed class ModelFiles(LazAIClient client, string folder, Action<Exception>? onNotKept = null)
{
    /// <summary>The weights of a model; null where what the service has is not what the model commits to.</summary>
    /// <exception cref="LazAIException">The service did not give them.</exception>
    public async Task<byte[]?> ReadWeightsAsync(ModelDescription description, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(description);
        return await ReadAsync(description.WeightsHash, description.WeightsBytes, cancellationToken) is { } weights
            && ModelCommitment.Compute(weights) == description.Commitment
                ? weights
                : null;
    }

    /// <summary>What has this hash and size, from the folder or else from the service; null where neither has it.</summary>
    /// <exception cref="LazAIException">The service did not give it.</exception>
    public async Task<byte[]?> ReadAsync(Bytes32 hash, long size, CancellationToken cancellationToken = default)
    {
        var path = Path.Combine(folder, hash.ToString()[2..]);
        if (File.Exists(path))
        {
            var kept = await File.ReadAllBytesAsync(path, cancellationToken);
            if (IsOf(kept))
            {
                return kept;
            }
        }

        if (size is < 1 or > ModelAggregate.WeightsBytesMaximum)
        {
            return null;
        }

        var fetched = await client.GetWeightsAsync(hash, size, cancellationToken);
        if (!IsOf(fetched))
        {
            return null;
        }

        await KeepAsync(path, fetched, cancellationToken);
        return fetched;

        bool IsOf(byte[] bytes) => bytes.Length == size && Keccak256.Hash(bytes) == hash;
    }

    /// <summary>Never half a file under the final name; and without a folder its owner still works.</summary>
    private async Task KeepAsync(string path, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var unfinished = Path.Combine(folder, Path.GetRandomFileName());
            await File.WriteAllBytesAsync(unfinished, bytes, cancellationToken);
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            onNotKept?.Invoke(exception);
        }
    }
}
