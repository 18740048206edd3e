using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;

namespace LazAI.Cryptography.Benchmarks;

/// <summary>
/// What the service does all day, beside the same work by the platform (OpenSSL) where it has it. Every result is the same in every
/// run; random ones tell whether they were right.
/// </summary>
[MemoryDiagnoser]
public partial class CryptographyBenchmarks : IDisposable
{
    private const int Leaves = 1_000;

    private readonly byte[] _short = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];
    private readonly byte[] _long = [.. Enumerable.Range(0, 1 << 20).Select(i => (byte)i)];
    private readonly Bytes32[] _leafHashes =
        [.. Enumerable.Range(0, Leaves).Select(i => MerkleTree.HashLeaf(BitConverter.GetBytes(i)))];
    private readonly Secp256k1PrivateKey _key;
    private readonly Secp256k1PublicKey _publicKey;
    private readonly Bytes32 _digest = Keccak256.Hash("a task"u8);
    private readonly RecoverableSignature _signature;
    private readonly EcdsaSignature _pair;
    private readonly ECDsa _platform;
    private readonly byte[] _platformDigest;
    private readonly byte[] _platformSignature;
    private readonly Bytes32 _typeHash = Eip712.TypeHash("TaskResult(bytes32 taskId,bytes32 resultHash,address worker,uint64 sequence,bytes32 traceRoot)");
    private readonly Bytes32 _domain = Eip712.DomainSeparator("LazAI", "1", 1);
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly byte[] _typedData;

    public CryptographyBenchmarks()
    {
        var secret = Keccak256.Hash("benchmark key"u8).ToArray();
        _key = Secp256k1PrivateKey.TryCreate(secret, out var key) ? key : throw new InvalidOperationException("The key is in range.");
        _publicKey = _key.PublicKey;
        _signature = _key.Sign(_digest);
        _pair = _signature.Signature;

        var q = _publicKey.ToUncompressed();
        _platform = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.CreateFromValue("1.3.132.0.10"),
            D = secret,
            Q = new ECPoint { X = q[1..33], Y = q[33..] },
        });
        _platformDigest = _digest.ToArray();
        _platformSignature = _pair.ToCompact();
        _typedData = Encoding.UTF8.GetBytes("""
            {
              "types": {
                "Person": [{"name": "name", "type": "string"}, {"name": "wallet", "type": "address"}],
                "Mail": [{"name": "from", "type": "Person"}, {"name": "to", "type": "Person"}, {"name": "contents", "type": "string"}]
              },
              "primaryType": "Mail",
              "domain": {"name": "Ether Mail", "version": "1", "chainId": 1},
              "message": {
                "from": {"name": "Cow", "wallet": "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},
                "to": {"name": "Bob", "wallet": "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"},
                "contents": "Hello, Bob!"
              }
            }
            """);
    }

    [Benchmark]
    public Bytes32 Keccak64Bytes() => Keccak256.Hash(_short);

    [Benchmark]
    public Bytes32 Keccak1MiB() => Keccak256.Hash(_long);

    [Benchmark]
    public string PlatformSha3Of1MiB() => SHA3_256.IsSupported ? Convert.ToHexStringLower(SHA3_256.HashData(_long)) : "not supported";

    [Benchmark]
    public RecoverableSignature Sign() => _key.Sign(_digest);

    [Benchmark]
    public bool PlatformSign() => _platform.SignHash(_platformDigest).Length == EcdsaSignature.CompactSize;

    [Benchmark]
    public bool Verify() => _publicKey.Verify(_digest, _pair);

    [Benchmark]
    public bool PlatformVerify() => _platform.VerifyHash(_platformDigest, _platformSignature);

    [Benchmark]
    public Address RecoverAddress() => _signature.TryRecoverAddress(_digest, out var signer) ? signer : default;

    [Benchmark]
    public Bytes32 StructHashAndDigest()
    {
        var hasher = new Eip712StructHasher(_typeHash);
        hasher.Append(_digest);
        hasher.Append(_typeHash);
        hasher.Append(new Address(_short.AsSpan(0, Address.Size)));
        hasher.Append(7UL);
        hasher.Append(_domain);
        return Eip712.Digest(_domain, hasher.Finish());
    }

    [Benchmark]
    public Bytes32 TypedDataDocument() => TypedData.TryParse(_typedData, out var typedData, out _) ? typedData.Digest : default;

    [Benchmark]
    public Bytes32 MerkleRootOf1000() => MerkleTree.Root(_leafHashes);

    [Benchmark]
    public int MerkleAllProofsOf1000()
    {
        var prover = new MerkleProver(_leafHashes);
        var nodes = 0;
        for (var i = 0; i < Leaves; i++)
        {
            nodes += prover.InclusionProof(i).Length;
        }

        return nodes;
    }

    [Benchmark]
    public bool EncryptAndDecrypt1KiB()
    {
        var envelope = Ecies.Encrypt(_publicKey, _long.AsSpan(0, 1_024), [], _random);
        return Ecies.TryDecrypt(_key, envelope, [], out _);
    }

    public void Dispose()
    {
        _key.Dispose();
        _maskKey?.Dispose();
        _platform.Dispose();
        _random.Dispose();
        GC.SuppressFinalize(this);
    }
}
