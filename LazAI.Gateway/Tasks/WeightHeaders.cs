using System.Collections.Concurrent;
using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Grains.Blobs;
using LazAI.Protocol;
using LazAI.Protocol.Receipts;

namespace LazAI.Gateway.Tasks;

/// <summary>The first chunks of weight files with their Merkle paths, which receipts of mode OP carry. A path takes the whole file, of up to 64 MiB, so it is
/// made once a model and kept: a few KiB each.</summary>
public sealed class WeightHeaders(IBlobStore blobs)
{
    /// <summary>Models whose headers are kept; beyond that all are forgotten and made anew when needed.</summary>
    public const int KeptMaximum = 1_024;

    private readonly ConcurrentDictionary<Bytes32, ProvenBytes> _headers = new();

    /// <summary>The header of weights that a registered model names by their hash.</summary>
    public async ValueTask<ProvenBytes> GetAsync(Bytes32 weightsHash)
    {
        if (_headers.TryGetValue(weightsHash, out var known))
        {
            return known;
        }

        var weights = await blobs.GetAsync(weightsHash);
        Invariant.Require(weights is not null, "the weights of a registered model are stored");
        if (_headers.Count >= KeptMaximum)
        {
            _headers.Clear();
        }

        return _headers[weightsHash] = TraceProof.HeaderOf(weights.Value.Span);
    }
}
