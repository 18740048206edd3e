using System.Collections.Immutable;
using LazAI.Cryptography;

namespace LazAI.Engines;

/// <summary>Neighbouring leaves of a Merkle tree: their bytes, one after the other, and the siblings that they lack (<see cref="MerkleRange"/>).</summary>
public sealed record ProvenBytes(ImmutableArray<byte> Bytes, ImmutableArray<Bytes32> Siblings);
