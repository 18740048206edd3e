using System.Buffers.Binary;
using System.Collections.Immutable;
using LazAI.Cryptography.Bn254;

namespace LazAI.Cryptography.Poseidon;

/// <summary>
/// That a leaf stands at an index of a <see cref="PoseidonMerkleTree"/>: its siblings from the leaf's upwards. Bit i of the index
/// tells on which side the node of level i is: 0 left, 1 right, like the path indices of circuits.
/// </summary>
/// <param name="Index">Place of the leaf.</param>
/// <param name="Siblings">One for each level.</param>
public sealed record PoseidonMerkleProof(uint Index, ImmutableArray<Bn254Scalar> Siblings)
{
    /// <summary>Bytes of a proof for a tree of that depth.</summary>
    public static int SizeOf(int depth) => sizeof(uint) + depth * Bn254Scalar.Size;

    /// <summary>Reads the index, 4 big-endian bytes, and as many siblings of 32 as the tree is deep.</summary>
    public static PoseidonMerkleRefusal Read(ReadOnlySpan<byte> bytes, int depth, out PoseidonMerkleProof? proof)
    {
        proof = null;
        if (depth is < 1 or > PoseidonMerkleTree.DepthMaximum)
        {
            return PoseidonMerkleRefusal.DepthOutOfRange;
        }

        if (bytes.Length != SizeOf(depth))
        {
            return PoseidonMerkleRefusal.WrongLength;
        }

        var index = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (index >> (depth - 1) > 1)
        {
            return PoseidonMerkleRefusal.IndexOutOfRange;
        }

        var siblings = ImmutableArray.CreateBuilder<Bn254Scalar>(depth);
        for (var rest = bytes[sizeof(uint)..]; !rest.IsEmpty; rest = rest[Bn254Scalar.Size..])
        {
            if (!Bn254Scalar.TryRead(rest[..Bn254Scalar.Size], out var sibling))
            {
                return PoseidonMerkleRefusal.SiblingNotCanonical;
            }

            siblings.Add(sibling);
        }

        proof = new PoseidonMerkleProof(index, siblings.MoveToImmutable());
        return PoseidonMerkleRefusal.None;
    }

    /// <summary>The form that <see cref="Read"/> reads.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[SizeOf(Siblings.Length)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Index);
        for (var level = 0; level < Siblings.Length; level++)
        {
            Siblings[level].CopyTo(bytes.AsSpan(SizeOf(level)));
        }

        return bytes;
    }

    /// <summary>Whether the siblings lead from <paramref name="leaf"/> to the root of a tree of that depth.</summary>
    /// <remarks>
    /// The depth belongs to the statement and must come from the verifier: in a tree of another depth, a node would pass for a leaf.
    /// </remarks>
    public PoseidonMerkleRefusal Verify(Bn254Scalar root, int depth, Bn254Scalar leaf)
    {
        if (depth is < 1 or > PoseidonMerkleTree.DepthMaximum)
        {
            return PoseidonMerkleRefusal.DepthOutOfRange;
        }

        if (Siblings.IsDefault || Siblings.Length != depth)
        {
            return PoseidonMerkleRefusal.WrongNumberOfSiblings;
        }

        if (Index >> (depth - 1) > 1)
        {
            return PoseidonMerkleRefusal.IndexOutOfRange;
        }

        var node = leaf;
        for (var level = 0; level < depth; level++)
        {
            node = (Index >> level & 1) == 0 ? PoseidonHash.Hash(node, Siblings[level]) : PoseidonHash.Hash(Siblings[level], node);
        }

        return node == root ? PoseidonMerkleRefusal.None : PoseidonMerkleRefusal.OtherRoot;
    }

    /// <summary>By the siblings' values: arrays are otherwise equal only to themselves.</summary>
    public bool Equals(PoseidonMerkleProof? other) =>
        other is not null && Index == other.Index && Siblings.AsSpan().SequenceEqual(other.Siblings.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Index, Siblings.IsDefaultOrEmpty ? default : Siblings[0]);
}
