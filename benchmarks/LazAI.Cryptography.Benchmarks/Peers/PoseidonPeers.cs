using System.Numerics;
using System.Text.Json;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Poseidon;
using LazAI.Interop.Tests.Judging;

namespace LazAI.Cryptography.Benchmarks.Peers;

/// <summary>Poseidon with the parameters of circomlib.</summary>
internal sealed class PoseidonPeers : IPeerFamily
{
    private readonly NodePeer _peer = new("poseidon");

    public string Name => "poseidon";

    public string Peer => "circomlibjs 0.1.7";

    public string? MissingReason => JudgePackages.SkipReason;

    // A permutation is one long chain of products, each waiting for the last: what holds for many at once is out of reach for one alone.
    public IReadOnlyList<PeerRow> Rows =>
    [
        new("one hash of two elements (t = 3), alone", null, null, () => _peer.Prepare("hashOfTwo", HashOfTwo)),
        new("64 hashes of two elements (t = 3)", 0.1, null, () => _peer.Prepare("hashesOfTwo", HashesOfTwo)),
        new("Merkle tree of 1,024 leaves", 0.1, null, () => _peer.Prepare("merkleRoot", MerkleRoot)),
    ];

    public void Dispose() => _peer.Dispose();

    private static OurWork HashOfTwo(JsonElement inputs)
    {
        var elements = Elements(inputs);
        Bn254Scalar hash = default;
        return new OurWork(() => hash = PoseidonHash.Hash(elements), () => hash.ToString());
    }

    private static OurWork HashesOfTwo(JsonElement inputs)
    {
        var elements = Elements(inputs);
        var hashes = new Bn254Scalar[elements.Length / 2];
        return new OurWork(() => PoseidonHash.HashBatch(elements, 2, hashes), () => string.Join(' ', hashes));
    }

    private static OurWork MerkleRoot(JsonElement inputs)
    {
        var elements = Elements(inputs);
        Bn254Scalar root = default;
        return new OurWork(() => root = new PoseidonMerkleTree(BitOperations.Log2((uint)elements.Length), elements).Root, () => root.ToString());
    }

    private static Bn254Scalar[] Elements(JsonElement inputs) =>
        [.. inputs.GetProperty("elements").EnumerateArray().Select(element => Bn254Scalar.Parse(element.GetString()!))];
}
