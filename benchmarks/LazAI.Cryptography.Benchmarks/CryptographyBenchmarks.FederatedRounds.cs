using System.Collections.Immutable;
using System.Numerics;
using BenchmarkDotNet.Attributes;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.KeyAgreement;
using LazAI.Cryptography.Paillier;
using LazAI.Cryptography.Poseidon;
using LazAI.Cryptography.SecretSharing;

namespace LazAI.Cryptography.Benchmarks;

/// <summary>What federated rounds and circuits' witnesses are made of.</summary>
public partial class CryptographyBenchmarks
{
    private const int Threshold = 14;
    private const int Participants = 20;
    private const int PoseidonBatch = 64;

    private readonly Bn254Scalar[] _scalars = [.. Enumerable.Range(0, 1 << 10).Select(i => new Bn254Scalar((ulong)i))];
    private readonly Bn254Scalar[] _hashes = new Bn254Scalar[PoseidonBatch];
    private readonly byte[] _secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private readonly ulong[] _masked = new ulong[100_000];
    private ImmutableArray<ShamirShare> _shares;
    private PoseidonMerkleProof? _poseidonProof;
    private Bn254Scalar _poseidonRoot;
    private PaillierPrivateKey? _paillierKey;
    private PaillierCiphertext? _ciphertext;
    private MaskKey? _maskKey;
    private Secp256k1PublicKey? _peer;

    [Benchmark]
    public Bn254Scalar PoseidonOf2() => PoseidonHash.Hash(_scalars.AsSpan(0, 2));

    [Benchmark]
    public Bn254Scalar PoseidonOf4() => PoseidonHash.Hash(_scalars.AsSpan(0, 4));

    [Benchmark]
    public Bn254Scalar PoseidonOf16() => PoseidonHash.Hash(_scalars.AsSpan(0, 16));

    /// <summary>One of 64 hashes, in lanes.</summary>
    [Benchmark(OperationsPerInvoke = PoseidonBatch)]
    public Bn254Scalar PoseidonOf2InBatch()
    {
        PoseidonHash.HashBatch(_scalars.AsSpan(0, 2 * PoseidonBatch), 2, _hashes);
        return _hashes[^1];
    }

    [Benchmark]
    public Bn254Scalar PoseidonTreeOf1024() => new PoseidonMerkleTree(10, _scalars).Root;

    [Benchmark]
    public PoseidonMerkleRefusal VerifyPoseidonProofOfDepth10()
    {
        if (_poseidonProof is null)
        {
            var tree = new PoseidonMerkleTree(10, _scalars);
            (_poseidonProof, _poseidonRoot) = (tree.Prove(700), tree.Root);
        }

        return _poseidonProof.Verify(_poseidonRoot, 10, _scalars[700]);
    }

    [Benchmark]
    public ShamirRefusal ShareSecret14Of20() => ShamirSecretSharing.Bn254.Share(_secret, Threshold, Participants, _random, out _shares);

    [Benchmark]
    public ShamirRefusal ReconstructSecretFrom14()
    {
        if (_shares.IsDefault)
        {
            ShareSecret14Of20();
        }

        Span<byte> secret = stackalloc byte[ShamirSecretSharing.SecretSize];
        return ShamirSecretSharing.Bn254.Reconstruct(_shares.AsSpan(0, Threshold), Threshold, secret);
    }

    /// <summary>One agreement and 800 kB of mask.</summary>
    [Benchmark]
    public MaskRefusal MaskOf100000Numbers()
    {
        _maskKey ??= MaskKey.Generate(_random);
        _peer ??= MaskKey.Generate(_random).PublicKey;
        return _maskKey.AddMasks([_peer], _digest, _masked);
    }

    [Benchmark]
    public PaillierRefusal PaillierEncrypt2048() => PaillierKey.PublicKey.Encrypt(42, _random, out _ciphertext);

    [Benchmark]
    public BigInteger PaillierDecrypt2048()
    {
        if (_ciphertext is null)
        {
            PaillierEncrypt2048();
        }

        return PaillierKey.Decrypt(_ciphertext!, _random);
    }

    private PaillierPrivateKey PaillierKey => _paillierKey ??= PaillierPrivateKey.Generate(2048, _random);
}
