using System.Security.Cryptography;
using LazAI.Cryptography.BlsSignatures;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.ErasureCoding;
using LazAI.Cryptography.Groth16;
using LazAI.Cryptography.Kzg;
using LazAI.Cryptography.Poseidon;
using LazAI.Cryptography.Tests.ErasureCoding;
using LazAI.Cryptography.Tests.Groth16;

namespace LazAI.Cryptography.Tests;

/// <summary>No verification leaves anything on the heap: work memory is on the stack or pooled.</summary>
public class VerificationAllocationTests
{
    private const int Seed = 20261130;

    // The pool gives arrays back to the heap now and then, and then allocates again: of several runs one must be without.
    private const int Runs = 5;

    // As many as the sums of points take for work in lanes.
    private const int Many = 20;

    private static readonly byte[] _message = "message"u8.ToArray();

    [Fact]
    public void Kzg_AllocatesNothing()
    {
        var settings = KzgSettings.Default;
        var blob = Squares.Blob(Seed);
        var (commitment, blobProof, proof) = (new byte[48], new byte[48], new byte[48]);
        var (z, y, cells, proofs) = (new byte[32], new byte[32], new byte[262_144], new byte[6_144]);
        Assert.Equal(KzgRefusal.None, Eip4844.BlobToKzgCommitment(blob, commitment, settings));
        Assert.Equal(KzgRefusal.None, Eip4844.ComputeBlobKzgProof(blob, commitment, blobProof, settings));
        Assert.Equal(KzgRefusal.None, Eip4844.ComputeKzgProof(blob, z, proof, y, settings));
        Assert.Equal(KzgRefusal.None, Eip7594.ComputeCellsAndKzgProofs(blob, cells, proofs, settings));
        AllocatesNothing(() => Eip4844.VerifyKzgProof(commitment, z, y, proof, settings) == KzgRefusal.None);
        AllocatesNothing(() => Eip4844.VerifyBlobKzgProof(blob, commitment, blobProof, settings) == KzgRefusal.None);

        var (blobs, commitments, blobProofs) = (Repeat(blob), Repeat(commitment), Repeat(blobProof));
        AllocatesNothing(() => Eip4844.VerifyBlobKzgProofBatch(blobs, commitments, blobProofs, settings) == KzgRefusal.None);

        ulong[] indices = [.. Enumerable.Range(0, Many).Select(i => (ulong)i)];
        ReadOnlyMemory<byte>[] someCells = [.. indices.Select(i => cells.AsMemory((int)i * Eip7594.CellSize, Eip7594.CellSize))];
        ReadOnlyMemory<byte>[] someProofs = [.. indices.Select(i => proofs.AsMemory((int)i * 48, 48))];
        AllocatesNothing(() => Eip7594.VerifyCellKzgProofBatch(commitments, indices, someCells, someProofs, settings) == KzgRefusal.None);

        var input = new byte[PointEvaluationPrecompile.InputSize];
        Assert.Equal(KzgRefusal.None, Eip4844.KzgCommitmentToVersionedHash(commitment, input));
        z.CopyTo(input, 32);
        y.CopyTo(input, 64);
        commitment.CopyTo(input, 96);
        proof.CopyTo(input, 144);
        var output = new byte[PointEvaluationPrecompile.OutputSize];
        AllocatesNothing(() => PointEvaluationPrecompile.Run(input, output, settings) == KzgRefusal.None);

        Assert.Equal(ExtensionRefusal.None, ExtendedDataSquare.FromBlob(blob, out var square));
        var (rows, chunk) = (new byte[RowCommitments.ByteSize], new byte[32]);
        RowCommitments.Compute(square!, rows, settings);
        RowCommitments.ComputeChunkProof(square!, 3, 77, proof, settings);
        square!.GetChunk(3, 77, chunk);
        var (row, dataRows, rowsProof) = (rows[(3 * 48)..(4 * 48)], rows[..RowsOfBlob.DataCommitmentsSize], new byte[RowsOfBlob.ProofSize]);
        Assert.Equal(KzgRefusal.None, RowsOfBlob.ComputeProof(square, commitment, dataRows, rowsProof, settings));
        AllocatesNothing(() => RowsOfBlob.Verify(commitment, dataRows, rowsProof, settings) == KzgRefusal.None);
        AllocatesNothing(() => RowCommitments.VerifyChunkProof(row, 77, chunk, proof, settings) == KzgRefusal.None);
    }

    [Fact]
    public void Bls_AllocatesNothing()
    {
        Assert.True(BlsSecretKey.TryDerive(new byte[32], [], out var secret));
        var (key, scheme) = (secret.PublicKey, BlsScheme.ProofOfPossession);
        var (signature, possession, proof) = (scheme.Sign(secret, _message), scheme.Prove(secret), BlsVrf.Prove(secret, _message).ToArray());
        var batch = Enumerable.Repeat(new BlsSignedMessage(key, _message, signature), Many).ToArray();
        var (keys, messages) = (batch.Select(item => item.PublicKey).ToArray(), batch.Select(item => item.Message).ToArray());
        Assert.True(BlsSignature.TryAggregate(batch.Select(item => item.Signature).ToArray(), out var aggregate));
        AllocatesNothing(() => scheme.Verify(key, _message, signature));
        AllocatesNothing(() => scheme.VerifyBatch(batch));
        AllocatesNothing(() => scheme.AggregateVerify(keys, messages, aggregate));
        AllocatesNothing(() => scheme.FastAggregateVerify(keys, _message, aggregate));
        AllocatesNothing(() => scheme.VerifyProof(key, possession));
        AllocatesNothing(() => BlsVrf.TryVerify(key, _message, proof, out _));
    }

    [Fact]
    public void Secp256k1_AllocatesNothing()
    {
        Assert.True(Secp256k1PrivateKey.TryCreate([.. new byte[31], 7], out var secret));
        var (key, digest) = (secret.PublicKey, Keccak256.Hash(_message));
        var (signature, precomputed) = (secret.Sign(digest), new PrecomputedPublicKey(key));
        var plain = signature.Signature;
        byte[] call = [.. digest.ToArray(), .. new byte[31], signature.V, .. plain.ToCompact()];
        var (keys, digests) = (Enumerable.Repeat(key, Many).ToArray(), Enumerable.Repeat(digest, Many).ToArray());
        var (signatures, plains) = (Enumerable.Repeat(signature, Many).ToArray(), Enumerable.Repeat(plain, Many).ToArray());
        var (answers, signers) = (new bool[Many], new Address?[Many]);
        AllocatesNothing(() => key.Verify(digest, signature));
        AllocatesNothing(() => key.Verify(digest, plain));
        AllocatesNothing(() => precomputed.Verify(digest, signature));
        AllocatesNothing(() => precomputed.Verify(digest, plain));
        AllocatesNothing(() => signature.TryRecoverAddress(digest, out _));
        AllocatesNothing(() => EcrecoverPrecompile.TryRecover(call, out _));
        AllocatesNothing(() =>
        {
            Secp256k1Batch.Verify(keys, digests, plains, answers);
            Secp256k1Batch.RecoverAddresses(digests, signatures, signers);
            return answers[^1] && signers[^1] == secret.Address;
        });
    }

    [Fact]
    public void Groth16AndPrecompiles_AllocateNothing()
    {
        var random = new Random(Seed);
        var trapdoors = Trapdoors.Create(random, 8);
        var (key, signals) = (trapdoors.Key(), Trapdoors.Signals(random, 8));
        var proof = trapdoors.Prove(signals, random);
        AllocatesNothing(() => key.Verify(in proof, signals, out _));

        var other = Trapdoors.Create(random, 8);
        Statement[] statements = [.. Enumerable.Repeat(new Statement(key, proof, signals), Many), new(other.Key(), other.Prove(signals, random), signals)];
        var refusals = new Groth16Refusal[statements.Length];
        using var weights = RandomNumberGenerator.Create();
        AllocatesNothing(() => Cryptography.Groth16.BatchVerification.Verify(statements, refusals, weights));

        // Infinity is a point of every group.
        var output = new byte[Eip2537.G2Size];
        AllocatesNothing(() => Eip196.TryEcAdd([], output, out _) && Eip196.TryEcMul([], output, out _));
        var pairs = new byte[3 * Eip197.PairSize];
        AllocatesNothing(() => Eip197.TryPairingCheck(pairs, out var isOne, out _) && isOne);
        var many = new byte[Many * (Eip2537.G1Size + Eip2537.G2Size)];
        AllocatesNothing(() => Eip2537.TryPairingCheck(many, out var isOne, out _) && isOne);
        AllocatesNothing(() => Eip2537.TryG1Add(many.AsSpan(0, 2 * Eip2537.G1Size), output, out _));
        AllocatesNothing(() => Eip2537.TryG1Msm(many.AsSpan(0, Many * (Eip2537.G1Size + 32)), output, out _));
        AllocatesNothing(() => Eip2537.TryG2Msm(many.AsSpan(0, 5 * (Eip2537.G2Size + 32)), output, out _));
        AllocatesNothing(() => Eip2537.TryMapFp2ToG2(many.AsSpan(0, Eip2537.Fp2Size), output, out _));
    }

    [Fact]
    public void Trees_AllocateNothing()
    {
        Bytes32[] leaves = [.. Enumerable.Range(0, Many).Select(i => MerkleTree.HashLeaf([(byte)i]))];
        var (root, oldRoot) = (MerkleTree.Root(leaves), MerkleTree.Root(leaves.AsSpan(0, 7)));
        var (inclusion, consistency) = (MerkleTree.InclusionProof(leaves, 5), MerkleTree.ConsistencyProof(leaves, 7));
        AllocatesNothing(() => MerkleTree.VerifyInclusion(leaves[5], 5, Many, inclusion.AsSpan(), root));
        AllocatesNothing(() => MerkleTree.VerifyConsistency(7, Many, oldRoot, root, consistency.AsSpan()));

        var tree = new PoseidonMerkleTree(10, [new Bn254Scalar(3)]);
        var (treeRoot, membership) = (tree.Root, tree.Prove(0));
        AllocatesNothing(() => membership.Verify(treeRoot, 10, new Bn254Scalar(3)) == PoseidonMerkleRefusal.None);
    }

    private static void AllocatesNothing(Func<bool> verify)
    {
        Assert.True(verify());
        var least = long.MaxValue;
        for (var run = 0; run < Runs && least > 0; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var holds = verify();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(holds);
        }

        Assert.Equal(0, least);
    }

    private static ReadOnlyMemory<byte>[] Repeat(byte[] bytes) => [.. Enumerable.Repeat((ReadOnlyMemory<byte>)bytes, Many)];
}
