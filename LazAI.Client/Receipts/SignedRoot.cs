using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Client.Receipts;

/// <summary>
/// The Merkle root that a leaf and its path lead to (RFC 9162 §2.1.3.2). The root is not in the receipt: it is computed and must
/// be what the signature covers.
/// </summary>
internal static class SignedRoot
{
    public static bool TryCompute(Bytes32 structHash, int index, uint count, ImmutableArray<Bytes32> path, out Bytes32 root)
    {
        root = default;
        if (index < 0 || index >= count)
        {
            return false;
        }

        var (fn, sn, r) = ((long)index, count - 1L, StructHashTree.Leaf(structHash));
        foreach (var p in path)
        {
            if (sn == 0)
            {
                return false;
            }

            if ((fn & 1) == 1 || fn == sn)
            {
                r = MerkleTree.HashNode(p, r);
                while ((fn & 1) == 0 && fn != 0)
                {
                    fn >>= 1;
                    sn >>= 1;
                }
            }
            else
            {
                r = MerkleTree.HashNode(r, p);
            }

            fn >>= 1;
            sn >>= 1;
        }

        root = r;
        return sn == 0;
    }
}
