using LazAI.Cryptography;

namespace LazAI.Protocol.Encoding;

/// <summary>Merkle trees whose leaf data are 32-byte struct hashes: submissions and result batches.</summary>
public static class StructHashTree
{
    /// <summary>The RFC 9162 leaf hash of one struct hash.</summary>
    public static Bytes32 Leaf(Bytes32 structHash)
    {
        Span<byte> bytes = stackalloc byte[32];
        structHash.CopyTo(bytes);
        return MerkleTree.HashLeaf(bytes);
    }

    /// <summary>The leaf hashes of <paramref name="structHashes"/>, in order.</summary>
    public static Bytes32[] Leaves(ReadOnlySpan<Bytes32> structHashes)
    {
        var leaves = new Bytes32[structHashes.Length];
        for (var i = 0; i < leaves.Length; i++)
        {
            leaves[i] = Leaf(structHashes[i]);
        }

        return leaves;
    }

    /// <summary>The root over <paramref name="structHashes"/>.</summary>
    public static Bytes32 Root(ReadOnlySpan<Bytes32> structHashes) => MerkleTree.Root(Leaves(structHashes));
}
