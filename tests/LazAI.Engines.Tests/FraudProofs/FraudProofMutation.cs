using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Engines.FraudProofs;

namespace LazAI.Engines.Tests;

/// <summary>
/// What a challenger might try who wants to convict an honest worker: genuine proofs with parts of other genuine proofs in them, of other
/// steps, inputs, models and traces, and with every part bent.
/// </summary>
internal sealed class FraudProofMutation(Random random, IReadOnlyList<FraudProof> pool)
{
    public FraudProof Next()
    {
        var proof = Pick(pool);
        for (var changes = random.Next(4); changes > 0; changes--)
        {
            proof = Change(proof);
        }

        return proof;
    }

    public byte[] Bend(byte[] encoded)
    {
        var bytes = encoded.ToList();
        for (var changes = random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(3) == 0 ? random.Next(Math.Min(bytes.Count, 160)) : random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)); break;
                default: bytes.Insert(at, (byte)random.Next(256)); break;
            }
        }

        return [.. bytes];
    }

    private FraudProof Change(FraudProof proof)
    {
        var other = Pick(pool);
        switch (random.Next(8))
        {
            case 0 or 1: return proof with { Step = random.Next(2) == 0 ? other.Step : Change(proof.Step, other.Step) };
            case 2: return proof with { Header = random.Next(2) == 0 ? other.Header : Change(proof.Header) };
        }

        return (proof, other) switch
        {
            (FraudProof.WrongStep a, FraudProof.WrongStep b) => random.Next(7) switch
            {
                0 => a with { Reads = b.Reads },
                1 => a with { Weights = b.Weights },
                2 => a with { TileSiblings = b.TileSiblings },
                3 => a with { Reads = Change(a.Reads) },
                4 => a with { Weights = Change(a.Weights) },
                5 => a with { TileSiblings = Change(a.TileSiblings) },
                _ => a with { Reads = a.Weights, Weights = a.Reads },
            },
            (FraudProof.WrongInitialState a, _) => a with { Input = Change(a.Input) },
            (FraudProof.WrongResult a, FraudProof.WrongStep b) => a with { Tiles = b.Reads },
            (FraudProof.WrongResult a, _) => a with { Tiles = Change(a.Tiles) },
            (_, FraudProof.WrongResult b) => b with { Step = proof.Step, Header = proof.Header },
            _ => proof,
        };
    }

    private ProvenStep Change(ProvenStep proven, ProvenStep other)
    {
        var (step, taken) = (proven.Step, other.Step);
        return random.Next(7) switch
        {
            0 => proven with { Step = step with { Index = taken.Index } },
            1 => proven with { Step = step with { Index = (uint)random.Next(int.MinValue, int.MaxValue) } },
            2 => proven with { Step = step with { Operation = taken.Operation } },
            3 => proven with { Step = step with { StateBefore = taken.StateBefore } },
            4 => proven with { Step = step with { StateAfter = Pick([taken.StateAfter, taken.StateBefore, Bytes32.Zero]) } },
            5 => proven with { Siblings = other.Siblings },
            _ => proven with { Siblings = Change(proven.Siblings) },
        };
    }

    private ProvenBytes Change(ProvenBytes proven)
    {
        switch (random.Next(4))
        {
            case 0:
                return proven with { Bytes = Change(proven.Bytes) };
            case 1:
                return proven with { Siblings = Change(proven.Siblings) };
            case 2 when proven.Siblings.Length >= 2:
                // Two nodes passed off as the data of the leaf above them.
                return new ProvenBytes([.. proven.Siblings[0].ToArray(), .. proven.Siblings[1].ToArray()], proven.Siblings[2..]);
            default:
                // The leaf's hash passed off as its data, and the leaf with its prefix.
                return proven with
                {
                    Bytes = random.Next(2) == 0 ? [.. MerkleTree.HashLeaf(proven.Bytes.AsSpan()).ToArray()] : [0, .. proven.Bytes],
                };
        }
    }

    private ImmutableArray<byte> Change(ImmutableArray<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return [0];
        }

        var at = random.Next(bytes.Length);
        return random.Next(6) switch
        {
            0 => bytes.SetItem(at, (byte)(bytes[at] ^ (1 << random.Next(8)))),
            1 => bytes[..at],
            2 => bytes.Add(0),
            3 => [],
            4 => [.. bytes, .. bytes],
            _ => [.. bytes[at..], .. bytes[..at]],
        };
    }

    private ImmutableArray<Bytes32> Change(ImmutableArray<Bytes32> siblings)
    {
        if (siblings.IsEmpty)
        {
            return [Bytes32.Zero];
        }

        var at = random.Next(siblings.Length);
        return random.Next(6) switch
        {
            0 => siblings.SetItem(at, MerkleTree.HashLeaf([])),
            1 => siblings.RemoveAt(at),
            2 => siblings.Insert(at, siblings[at]),
            3 => [],
            4 => siblings.SetItem(at, siblings[0]).SetItem(0, siblings[at]),
            _ => [.. Enumerable.Repeat(siblings[at], FraudProofEncoding.SiblingsMaximum / 2)],
        };
    }

    private T Pick<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];
}
