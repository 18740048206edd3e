using System.Diagnostics;

namespace LazAI.Cryptography.Benchmarks.Peers;

/// <summary>The keys, digests and signatures of the comparison, and each operation as both sides do it.</summary>
internal sealed class Libsecp256k1Work : IDisposable
{
    private const int Items = 256;
    private const int BatchSize = 64;

    private readonly nint _context = Libsecp256k1.CreateContext();
    private readonly byte[][] _secrets = [.. Enumerable.Range(0, Items).Select(i => Keccak256.Hash(BitConverter.GetBytes(i)).ToArray())];
    private readonly Bytes32[] _digests = [.. Enumerable.Range(0, Items).Select(i => Keccak256.Hash(BitConverter.GetBytes(-1 - i)))];
    private readonly byte[][] _digestBytes;
    private readonly Secp256k1PrivateKey[] _keys;
    private readonly Secp256k1PublicKey[] _publicKeys;
    private readonly PrecomputedPublicKey[] _precomputed;
    private readonly RecoverableSignature[] _signatures;
    private readonly EcdsaSignature[] _pairs;
    private readonly byte[][] _compressed;
    private readonly byte[][] _compact;
    private readonly byte[][] _peerKeys;
    private readonly byte[][] _peerSignatures;
    private readonly byte[][] _peerRecoverable;
    private readonly bool[] _verified = new bool[BatchSize];
    private readonly Address?[] _signers = new Address?[BatchSize];

    public Libsecp256k1Work()
    {
        _digestBytes = [.. _digests.Select(digest => digest.ToArray())];
        _keys = [.. _secrets.Select(secret => Secp256k1PrivateKey.TryCreate(secret, out var key) ? key : throw new InvalidOperationException("A key out of range."))];
        _publicKeys = [.. _keys.Select(key => key.PublicKey)];
        _precomputed = [.. _publicKeys.Select(key => new PrecomputedPublicKey(key))];
        _signatures = [.. _keys.Select((key, i) => key.Sign(_digests[i]))];
        _pairs = [.. _signatures.Select(signature => signature.Signature)];
        _compressed = [.. _keys.Select(key => key.PublicKey.ToCompressed())];
        _compact = [.. _pairs.Select(pair => pair.ToCompact())];
        _peerKeys = [.. _secrets.Select(_ => new byte[Libsecp256k1.OpaqueSize])];
        _peerSignatures = [.. _secrets.Select(_ => new byte[Libsecp256k1.OpaqueSize])];
        _peerRecoverable = [.. _secrets.Select(_ => new byte[Libsecp256k1.RecoverableSize])];
        for (var i = 0; i < Items; i++)
        {
            Require(Libsecp256k1.ParsePublicKey(_context, ref _peerKeys[i][0], in _compressed[i][0], 33));
            Require(Libsecp256k1.ParseSignature(_context, ref _peerSignatures[i][0], in _compact[i][0]));
            Require(Libsecp256k1.ParseRecoverable(_context, ref _peerRecoverable[i][0], in _compact[i][0], _signatures[i].V - 27));
        }
    }

    /// <summary>Both sides derive the same keys, make the same signatures and recover the same signers, or this throws.</summary>
    public void CheckAgreement()
    {
        var (key, signature, compact) = (new byte[Libsecp256k1.OpaqueSize], new byte[Libsecp256k1.RecoverableSize], new byte[64]);
        for (var i = 0; i < Items; i++)
        {
            Require(Libsecp256k1.CreatePublicKey(_context, ref key[0], in _secrets[i][0]));
            Require(key.AsSpan().SequenceEqual(_peerKeys[i]) ? 1 : 0);
            Require(Libsecp256k1.SignRecoverable(_context, ref signature[0], in _digestBytes[i][0], in _secrets[i][0], 0, 0));
            Require(Libsecp256k1.SerializeRecoverable(_context, ref compact[0], out var id, in signature[0]));
            Require(compact.AsSpan().SequenceEqual(_compact[i]) && id == _signatures[i].V - 27 ? 1 : 0);
            Require(Libsecp256k1.Recover(_context, ref key[0], in _peerRecoverable[i][0], in _digestBytes[i][0]));
            Require(key.AsSpan().SequenceEqual(_peerKeys[i]) ? 1 : 0);
            Require(_signatures[i].TryRecoverAddress(_digests[i], out var signer) && signer == _keys[i].Address ? 1 : 0);
        }
    }

    /// <summary>Each operation on all items by us and by the peer; both give the number of items.</summary>
    public IEnumerable<(string Name, Func<int> Ours, Func<int> Peer)> Pairs() =>
    [
        ("verify, key and signature parsed", Verify, PeerVerify),
        ("verify, our key with tables", VerifyPrecomputed, PeerVerify),
        ("verify, from 33 and 64 bytes", ParseAndVerify, PeerParseAndVerify),
        ("recover the key, signature parsed", Recover, PeerRecover),
        ("recover the address (the peer's key through our Keccak-256)", RecoverAddress, PeerRecoverAddress),
        ("sign recoverably, RFC 6979", Sign, PeerSign),
        ("public key of a private key", Derive, PeerDerive),
        ("parse a compressed key", Parse, PeerParse),
        ("verify, batch of 64, one core (the peer one by one)", () => VerifyBatch(1), PeerVerify),
        ("verify, batch of 64, two cores (the peer one by one)", () => VerifyBatch(2), PeerVerify),
        ("recover the address, batch of 64, one core (the peer one by one)", () => RecoverBatch(1), PeerRecoverAddress),
        ("recover the address, batch of 64, two cores (the peer one by one)", () => RecoverBatch(2), PeerRecoverAddress),
    ];

    public double KeccakMegabytesPerSecond(int rounds)
    {
        var data = new byte[1 << 20];
        var best = new List<double>();
        for (var i = 0; i < 3 * rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            data[0] = Keccak256.Hash(data).AsSpan()[0];
            best.Add(data.Length / Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        return best.Order().ElementAt(best.Count / 2);
    }

    public void Dispose()
    {
        Libsecp256k1.DestroyContext(_context);
        foreach (var key in _keys)
        {
            key.Dispose();
        }
    }

    private int Verify() => Count(i => _publicKeys[i].Verify(_digests[i], _pairs[i]));

    private int VerifyPrecomputed() => Count(i => _precomputed[i].Verify(_digests[i], _pairs[i]));

    private int PeerVerify() =>
        Count(i => Libsecp256k1.Verify(_context, in _peerSignatures[i][0], in _digestBytes[i][0], in _peerKeys[i][0]) == 1);

    private int ParseAndVerify() => Count(i =>
        Secp256k1PublicKey.TryParse(_compressed[i], out var key)
        && EcdsaSignature.TryParseCompact(_compact[i], out var signature)
        && key.Verify(_digests[i], signature));

    private int PeerParseAndVerify()
    {
        Span<byte> key = stackalloc byte[Libsecp256k1.OpaqueSize];
        Span<byte> signature = stackalloc byte[Libsecp256k1.OpaqueSize];
        for (var i = 0; i < Items; i++)
        {
            Require(Libsecp256k1.ParsePublicKey(_context, ref key[0], in _compressed[i][0], 33));
            Require(Libsecp256k1.ParseSignature(_context, ref signature[0], in _compact[i][0]));
            Require(Libsecp256k1.Verify(_context, in signature[0], in _digestBytes[i][0], in key[0]));
        }

        return Items;
    }

    private int Recover() => Count(i => Secp256k1PublicKey.TryRecover(_digests[i], _signatures[i], out _));

    private int PeerRecover()
    {
        Span<byte> key = stackalloc byte[Libsecp256k1.OpaqueSize];
        for (var i = 0; i < Items; i++)
        {
            Require(Libsecp256k1.Recover(_context, ref key[0], in _peerRecoverable[i][0], in _digestBytes[i][0]));
        }

        return Items;
    }

    private int RecoverAddress() => Count(i => _signatures[i].TryRecoverAddress(_digests[i], out _));

    private int PeerRecoverAddress()
    {
        Span<byte> key = stackalloc byte[Libsecp256k1.OpaqueSize];
        Span<byte> bytes = stackalloc byte[65];
        for (var i = 0; i < Items; i++)
        {
            nuint size = 65;
            Require(Libsecp256k1.Recover(_context, ref key[0], in _peerRecoverable[i][0], in _digestBytes[i][0]));
            Require(Libsecp256k1.SerializePublicKey(_context, ref bytes[0], ref size, in key[0], Libsecp256k1.Uncompressed));
            Require(Keccak256.Hash(bytes[1..]).AsSpan().IsEmpty ? 0 : 1);
        }

        return Items;
    }

    private int Sign() => Count(i => _keys[i].Sign(_digests[i]).V != 0);

    private int PeerSign()
    {
        Span<byte> signature = stackalloc byte[Libsecp256k1.RecoverableSize];
        for (var i = 0; i < Items; i++)
        {
            Require(Libsecp256k1.SignRecoverable(_context, ref signature[0], in _digestBytes[i][0], in _secrets[i][0], 0, 0));
        }

        return Items;
    }

    private int Derive()
    {
        for (var i = 0; i < Items; i++)
        {
            using var key = Secp256k1PrivateKey.TryCreate(_secrets[i], out var made) ? made : null;
            Require(key is null ? 0 : 1);
        }

        return Items;
    }

    private int PeerDerive()
    {
        Span<byte> key = stackalloc byte[Libsecp256k1.OpaqueSize];
        for (var i = 0; i < Items; i++)
        {
            Require(Libsecp256k1.CreatePublicKey(_context, ref key[0], in _secrets[i][0]));
        }

        return Items;
    }

    private int Parse() => Count(i => Secp256k1PublicKey.TryParse(_compressed[i], out _));

    private int PeerParse()
    {
        Span<byte> key = stackalloc byte[Libsecp256k1.OpaqueSize];
        for (var i = 0; i < Items; i++)
        {
            Require(Libsecp256k1.ParsePublicKey(_context, ref key[0], in _compressed[i][0], 33));
        }

        return Items;
    }

    private int VerifyBatch(int cores)
    {
        for (var i = 0; i < Items; i += BatchSize)
        {
            Secp256k1Batch.Verify(
                _publicKeys.AsSpan(i, BatchSize), _digests.AsSpan(i, BatchSize), _pairs.AsSpan(i, BatchSize), _verified, cores);
            Require(_verified.AsSpan().Contains(false) ? 0 : 1);
        }

        return Items;
    }

    private int RecoverBatch(int cores)
    {
        for (var i = 0; i < Items; i += BatchSize)
        {
            Secp256k1Batch.RecoverAddresses(_digests.AsSpan(i, BatchSize), _signatures.AsSpan(i, BatchSize), _signers, cores);
            Require(_signers.AsSpan().Contains(null) ? 0 : 1);
        }

        return Items;
    }

    private static int Count(Func<int, bool> succeeds)
    {
        for (var i = 0; i < Items; i++)
        {
            Require(succeeds(i) ? 1 : 0);
        }

        return Items;
    }

    private static void Require(int success)
    {
        if (success != 1)
        {
            throw new InvalidOperationException("The two sides disagree, or one refuses what is valid.");
        }
    }
}
