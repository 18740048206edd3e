using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Interop.Tests.Judging;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Interop.Tests.Judging.Draw;

namespace LazAI.Interop.Tests.Encodings;

/// <summary>
/// Roots and inclusion proofs as merkletreejs makes them, and these and consistency proofs after the recursive definitions of RFC 9162.
/// </summary>
public class MerkleTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    private const int SizeMaximum = 70;

    private sealed record Tree(byte[][] Data, int Index, int OldSize)
    {
        public Bytes32[] Leaves { get; } = [.. Data.Select(one => MerkleTree.HashLeaf(one))];

        public Bytes32 Root => MerkleTree.Root(Leaves);

        public Bytes32 OldRoot => MerkleTree.Root(Leaves.AsSpan(0, OldSize));

        public ImmutableArray<Bytes32> Inclusion => Data.Length == 0 ? [] : MerkleTree.InclusionProof(Leaves, Index);

        public ImmutableArray<Bytes32> Consistency => Data.Length == 0 ? [] : MerkleTree.ConsistencyProof(Leaves, OldSize);
    }

    [JudgeFact]
    public async Task RootsAndProofs_OfAnyTree_AreThoseOfTheJudges()
    {
        var random = TestSeed.Create(output);

        // Every size, then the first and the last leaf and prefix of every size, then any.
        Tree[] trees =
        [
            new([], 0, 0),
            .. Enumerable.Range(1, SizeMaximum).SelectMany(size => new[] { Grow(random, size, 0, 1), Grow(random, size, size - 1, size) }),
            .. Trees(random, Cases),
        ];
        var answers = await judge.AskAsync<Answer>(
            "merkleTree", trees.Select(tree => new { leaves = tree.Data.Select(one => Hex(one)), index = tree.Index, oldSize = tree.OldSize }));
        Assert.All(trees.Zip(answers), pair =>
        {
            var (tree, answer) = pair;
            Assert.Equal(answer.Root, tree.Root.ToString());
            Assert.Equal(answer.PackageRoot ?? answer.Root, tree.Root.ToString());
            Assert.Equal(answer.Inclusion, tree.Inclusion.Select(node => node.ToString()));
            Assert.Equal(answer.PackageInclusion, answer.Inclusion);
            Assert.Equal(answer.Consistency, tree.Consistency.Select(node => node.ToString()));
        });
    }

    [JudgeFact]
    public async Task InclusionProofs_TrueAndMutated_AreJudgedAlike()
    {
        var random = TestSeed.Create(output);
        var trees = Trees(random, Cases).ToArray();
        var cases = trees.Select((tree, i) =>
        {
            var claim = new InclusionClaim(tree.Leaves[tree.Index], tree.Index, tree.Data.Length, tree.Inclusion, tree.Root);
            return i % 2 == 0 ? claim : Mutate(random, claim);
        }).ToArray();
        var answers = await judge.AskAsync<Verdict>("verifyInclusion", cases.Select(claim => new
        {
            leafHash = claim.Leaf.ToString(),
            index = claim.Index,
            size = claim.Size,
            proof = claim.Proof.Select(node => node.ToString()),
            root = claim.Root.ToString(),
        }));
        var ours = cases.Select(claim => MerkleTree.VerifyInclusion(claim.Leaf, claim.Index, claim.Size, claim.Proof.AsSpan(), claim.Root)).ToArray();
        Check(answers, ours, i => cases[i].Index == trees[i].Index && cases[i].Size == trees[i].Data.Length);
    }

    [JudgeFact]
    public async Task ConsistencyProofs_TrueAndMutated_AreJudgedAlike()
    {
        var random = TestSeed.Create(output);
        var trees = Trees(random, Cases).ToArray();
        var cases = trees.Select((tree, i) =>
        {
            var claim = new ConsistencyClaim(tree.OldSize, tree.Data.Length, tree.OldRoot, tree.Root, tree.Consistency);
            return i % 2 == 0 ? claim : Mutate(random, claim);
        }).ToArray();
        var answers = await judge.AskAsync<Verdict>("verifyConsistency", cases.Select(claim => new
        {
            oldSize = claim.OldSize,
            newSize = claim.NewSize,
            oldRoot = claim.OldRoot.ToString(),
            newRoot = claim.NewRoot.ToString(),
            proof = claim.Proof.Select(node => node.ToString()),
        }));
        var ours = cases.Select(claim =>
            MerkleTree.VerifyConsistency(claim.OldSize, claim.NewSize, claim.OldRoot, claim.NewRoot, claim.Proof.AsSpan())).ToArray();
        Check(answers, ours, i => cases[i].OldSize == trees[i].OldSize && cases[i].NewSize == trees[i].Data.Length);
    }

    /// <summary>Every second claim is true, the others are not; except that a proof may have the same shape in a tree of another size, which no
    /// root tells apart.</summary>
    private static void Check(Verdict[] theirs, bool[] ours, Predicate<int> hasItsSizes)
    {
        Assert.Equal(theirs.Select(verdict => verdict.Holds), ours);
        for (var i = 0; i < ours.Length; i++)
        {
            Assert.True(ours[i] == (i % 2 == 0) || !hasItsSizes(i));
        }
    }

    private static IEnumerable<Tree> Trees(Random random, int count) => Enumerable.Range(0, count).Select(_ =>
    {
        var size = random.Next(1, SizeMaximum);
        return Grow(random, size, random.Next(size), random.Next(1, size + 1));
    });

    private static Tree Grow(Random random, int size, int index, int oldSize) =>
        new([.. Enumerable.Range(0, size).Select(_ => random.Bytes(random.Next(40)))], index, oldSize);

    private static InclusionClaim Mutate(Random random, InclusionClaim claim) => random.Next(5) switch
    {
        0 => claim with { Leaf = new Bytes32(random.FlipOneBit(claim.Leaf.AsSpan())) },
        1 => claim with { Root = new Bytes32(random.FlipOneBit(claim.Root.AsSpan())) },
        2 => claim with { Index = claim.Index + random.Pick([-1, 1, claim.Size]) },
        3 => claim with { Size = claim.Size + random.Pick([-1, 1, -claim.Size, 1 << 20]) },
        _ => claim with { Proof = Mutate(random, claim.Proof) },
    };

    private static ConsistencyClaim Mutate(Random random, ConsistencyClaim claim) => random.Next(5) switch
    {
        0 => claim with { OldRoot = new Bytes32(random.FlipOneBit(claim.OldRoot.AsSpan())) },
        1 => claim with { NewRoot = new Bytes32(random.FlipOneBit(claim.NewRoot.AsSpan())) },
        2 => claim with { OldSize = claim.OldSize + random.Pick([-1, 1, claim.NewSize, -claim.OldSize]) },
        3 => claim with { NewSize = claim.NewSize + random.Pick([-1, 1, -claim.NewSize, 1 << 20]) },
        _ => claim with { Proof = Mutate(random, claim.Proof) },
    };

    private static ImmutableArray<Bytes32> Mutate(Random random, ImmutableArray<Bytes32> proof)
    {
        var at = random.Next(proof.Length + 1);
        return proof.IsEmpty || at == proof.Length || random.Next(3) == 0 ? proof.Insert(at, random.Digest())
            : random.Next(2) == 0 ? proof.RemoveAt(at)
            : proof.SetItem(at, new Bytes32(random.FlipOneBit(proof[at].AsSpan())));
    }

    private sealed record InclusionClaim(Bytes32 Leaf, int Index, int Size, ImmutableArray<Bytes32> Proof, Bytes32 Root);

    private sealed record ConsistencyClaim(int OldSize, int NewSize, Bytes32 OldRoot, Bytes32 NewRoot, ImmutableArray<Bytes32> Proof);

    private sealed record Answer(string Root, string[] Inclusion, string[] Consistency, string? PackageRoot, string[] PackageInclusion);

    private sealed record Verdict(bool Holds);
}
