using LazAI.Cryptography.Kzg;
using LazAI.Interop.Tests.Judging;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Interop.Tests.Judging.Draw;

namespace LazAI.Interop.Tests.Proofs;

/// <summary>Commitments, proofs and verdicts of EIP-4844 against c-kzg.</summary>
/// <remarks>
/// A thousand verdicts of either kind. Commitments and proofs are fewer: each costs both sides 40 ms, but for c-kzg's commitments to
/// blobs that are nearly all zeros.
/// </remarks>
public class Eip4844Tests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    private const int SparseBlobs = 80;
    private const int DenseBlobs = 16;
    private const int Blobs = 50;
    private const int ChangesOfABlob = (Cases / Blobs) - 1;

    private static readonly KzgSettings s_settings = KzgSettings.Default;

    private sealed record Proven(byte[] Blob, byte[] Commitment, byte[] Proof)
    {
        public object Question => new { blob = Hex(Blob), commitment = Hex(Commitment), proof = Hex(Proof) };

        public bool? Ours => Eip4844.VerifyBlobKzgProof(Blob, Commitment, Proof, s_settings).AsVerdict();
    }

    private sealed record Opened(byte[] Commitment, byte[] Z, byte[] Y, byte[] Proof)
    {
        public object Question => new { commitment = Hex(Commitment), z = Hex(Z), y = Hex(Y), proof = Hex(Proof) };

        public bool? Ours => Eip4844.VerifyKzgProof(Commitment, Z, Y, Proof, s_settings).AsVerdict();
    }

    [KzgJudgeFact]
    public async Task BlobToKzgCommitment_SparseBlobs_GivesTheBytesOfTheJudge()
    {
        var random = TestSeed.Create(output);
        foreach (var count in CostlyRounds(SparseBlobs))
        {
            var blobs = Enumerable.Range(0, count).Select(_ => random.SparseBlob()).ToArray();
            var answers = await judge.AskAsync<string>("kzg.blobToKzgCommitment", blobs.Select(blob => new { blob = Hex(blob) }));
            Assert.All(blobs.Zip(answers), pair => Assert.Equal(pair.Second, Hex(Commit(pair.First))));
        }
    }

    [KzgJudgeFact]
    public async Task ComputeProofs_DenseBlobs_GivesTheBytesOfTheJudge()
    {
        var random = TestSeed.Create(output);
        foreach (var count in CostlyRounds(DenseBlobs))
        {
            await ComputeProofsAsync(random, count);
        }
    }

    private async Task ComputeProofsAsync(Random random, int blobs)
    {
        var cases = Enumerable.Range(0, blobs).Select(_ =>
        {
            var blob = random.DenseBlob();
            return (Blob: blob, Commitment: Commit(blob), Z: random.FieldElement());
        }).ToArray();
        var blobProofs = await judge.AskAsync<string>(
            "kzg.computeBlobKzgProof", cases.Select(one => new { blob = Hex(one.Blob), commitment = Hex(one.Commitment) }));
        var openings = await judge.AskAsync<Opening>("kzg.computeKzgProof", cases.Select(one => new { blob = Hex(one.Blob), z = Hex(one.Z) }));
        for (var i = 0; i < cases.Length; i++)
        {
            Assert.Equal(blobProofs[i], Hex(Prove(cases[i].Blob, cases[i].Commitment)));
            var opened = Open(cases[i].Blob, cases[i].Commitment, cases[i].Z);
            Assert.Equal(openings[i], new Opening(Hex(opened.Proof), Hex(opened.Y)));
        }
    }

    // Of each of ours one is left as it is, which c-kzg must verify; nearly all others are wrong or refused.
    [KzgJudgeFact]
    public async Task VerifyBlobKzgProof_ValidOrChanged_AgreesWithTheJudge()
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(0, Blobs).SelectMany(_ =>
        {
            var blob = random.SparseBlob();
            var commitment = Commit(blob);
            var valid = new Proven(blob, commitment, Prove(blob, commitment));
            return Enumerable.Range(0, ChangesOfABlob).Select(_ => Change(random, valid)).Prepend(valid);
        }).ToArray();
        await CheckAsync("kzg.verifyBlobKzgProof", cases.Select(one => (one.Question, one.Ours)), ChangesOfABlob + 1);
    }

    [KzgJudgeFact]
    public async Task VerifyBlobKzgProofBatch_ValidOrChanged_AgreesWithTheJudge()
    {
        var random = TestSeed.Create(output);
        var valid = Enumerable.Range(0, 8).Select(_ =>
        {
            var blob = random.SparseBlob();
            var commitment = Commit(blob);
            return new Proven(blob, commitment, Prove(blob, commitment));
        }).ToArray();
        var batches = Enumerable.Range(0, Costly(24)).Select(i =>
        {
            var batch = Enumerable.Range(0, random.Next(6)).Select(_ => random.Pick(valid)).ToArray();
            if (i % 2 == 1 && batch.Length > 0)
            {
                batch[random.Next(batch.Length)] = Change(random, random.Pick(valid));
            }

            return batch;
        }).ToArray();
        await CheckAsync("kzg.verifyBlobKzgProofBatch", batches.Select(batch =>
        {
            object question = new
            {
                blobs = batch.Select(one => Hex(one.Blob)),
                commitments = batch.Select(one => Hex(one.Commitment)),
                proofs = batch.Select(one => Hex(one.Proof)),
            };
            return (question, Eip4844.VerifyBlobKzgProofBatch(
                [.. batch.Select(one => one.Blob)], [.. batch.Select(one => one.Commitment)], [.. batch.Select(one => one.Proof)], s_settings).AsVerdict());
        }), validEvery: 2);
    }

    [KzgJudgeFact]
    public async Task VerifyKzgProof_ValidOrChanged_AgreesWithTheJudge()
    {
        var random = TestSeed.Create(output);
        var openings = Costly(20);
        var changes = Math.Max(Cases / openings, 5);
        var cases = Enumerable.Range(0, openings).SelectMany(_ =>
        {
            var blob = random.SparseBlob();
            var valid = Open(blob, Commit(blob), random.FieldElement());
            return Enumerable.Range(1, changes - 1).Select(_ => Change(random, valid)).Prepend(valid);
        }).ToArray();
        await CheckAsync("kzg.verifyKzgProof", cases.Select(one => (one.Question, one.Ours)), changes);
    }

    private async Task CheckAsync(string operation, IEnumerable<(object Question, bool? Ours)> cases, int validEvery)
    {
        var ours = new List<bool?>();
        var answers = await judge.AskAsync<bool?>(operation, cases.Select(one =>
        {
            ours.Add(one.Ours);
            return one.Question;
        }));
        Assert.Equal(answers, ours);
        Assert.All(ours.Index(), verdict => Assert.True(verdict.Item == true || verdict.Index % validEvery != 0));
        Assert.Contains(false, ours);
        Assert.Contains(null, ours);
    }

    private static Proven Change(Random random, Proven one) => random.Next(5) switch
    {
        0 => one with { Blob = ChangeBlob(random, one.Blob) },
        1 => one with { Blob = random.SparseBlob() },
        2 => one with { Commitment = random.ChangePoint(one.Commitment) },
        _ => one with { Proof = random.ChangePoint(one.Proof) },
    };

    private static Opened Change(Random random, Opened one) => random.Next(6) switch
    {
        0 => one with { Z = ChangeElement(random, one.Z) },
        1 => one with { Y = ChangeElement(random, one.Y) },
        2 or 3 => one with { Commitment = random.ChangePoint(one.Commitment) },
        _ => one with { Proof = random.ChangePoint(one.Proof) },
    };

    private static byte[] ChangeElement(Random random, byte[] element) => random.Next(4) switch
    {
        0 => random.TooLargeElement(),
        1 => element[..^1],
        _ => random.FieldElement(),
    };

    private static byte[] ChangeBlob(Random random, byte[] blob)
    {
        var changed = blob.ToArray();
        var place = Eip4844.FieldElementSize * random.Next(Eip4844.FieldElementsPerBlob);
        switch (random.Next(3))
        {
            case 0:
                random.TooLargeElement().CopyTo(changed, place);
                return changed;
            case 1:
                return changed[..^Eip4844.FieldElementSize];
            default:
                random.FieldElement().CopyTo(changed, place);
                return changed;
        }
    }

    private static byte[] Commit(byte[] blob)
    {
        var commitment = new byte[Eip4844.CommitmentSize];
        Assert.Equal(KzgRefusal.None, Eip4844.BlobToKzgCommitment(blob, commitment, s_settings));
        return commitment;
    }

    private static byte[] Prove(byte[] blob, byte[] commitment)
    {
        var proof = new byte[Eip4844.ProofSize];
        Assert.Equal(KzgRefusal.None, Eip4844.ComputeBlobKzgProof(blob, commitment, proof, s_settings));
        return proof;
    }

    private static Opened Open(byte[] blob, byte[] commitment, byte[] z)
    {
        var (proof, y) = (new byte[Eip4844.ProofSize], new byte[Eip4844.FieldElementSize]);
        Assert.Equal(KzgRefusal.None, Eip4844.ComputeKzgProof(blob, z, proof, y, s_settings));
        return new Opened(commitment, z, y, proof);
    }

    private sealed record Opening(string Proof, string Y);
}
