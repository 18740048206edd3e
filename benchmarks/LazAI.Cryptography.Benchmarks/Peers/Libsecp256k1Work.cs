namespace LazAI.Cryptography.Benchmarks.Peers;

/// <summary>The keys, digests and signatures of the race, and each operation on all of them as both sides do it.</summary>
internal sealed class Libsecp256k1Work : IDisposable
{
    /// <summary>Which each operation works through.</summary>
    public const int Items = 256;

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

    public void Dispose()
    {
        Libsecp256k1.DestroyContext(_context);
        foreach (var key in _keys)
        {
            key.Dispose();
        }
    }

    public void Verify() => Each(i => _publicKeys[i].Verify(_digests[i], _pairs[i]));

    public void VerifyPrecomputed() => Each(i => _precomputed[i].Verify(_digests[i], _pairs[i]));

    public void PeerVerify() =>
        Each(i => Libsecp256k1.Verify(_context, in _peerSignatures[i][0], in _digestBytes[i][0], in _peerKeys[i][0]) == 1);

    public void ParseAndVerify() => Each(i =>
        Secp256k1PublicKey.TryParse(_compressed[i], out var key)
        && EcdsaSignature.TryParseCompact(_compact[i], out var signature)
        && key.Verify(_digests[i], signature));

    public void PeerParseAndVerify()
    {
        Span<byte> key = stackalloc byte[Libsecp256k1.OpaqueSize];
        Span<byte> signature = stackalloc byte[Libsecp256k1.OpaqueSize];
        for (var i = 0; i < Items; i++)
        {
            Require(Libsecp256k1.ParsePublicKey(_context, ref key[0], in _compressed[i][0], 33));
            Require(Libsecp256k1.ParseSignature(_context, ref signature[0], in _compact[i][0]));
            Require(Libsecp256k1.Verify(_context, in signature[0], in _digestBytes[i][0], in key[0]));
        }
    }

    public void Recover() => Each(i => Secp256k1PublicKey.TryRecover(_digests[i], _signatures[i], out _));

    public void PeerRecover()
    {
        Span<byte> key = stackalloc byte[Libsecp256k1.OpaqueSize];
        for (var i = 0; i < Items; i++)
        {
            Require(Libsecp256k1.Recover(_context, ref key[0], in _peerRecoverable[i][0], in _digestBytes[i][0]));
        }
    }

    public void RecoverAddress() => Each(i => _signatures[i].TryRecoverAddress(_digests[i], out _));

    public void PeerRecoverAddress()
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
    }

    public void Sign() => Each(i => _keys[i].Sign(_digests[i]).V != 0);

    public void PeerSign()
    {
        Span<byte> signature = stackalloc byte[Libsecp256k1.RecoverableSize];
        for (var i = 0; i < Items; i++)
        {
            Require(Libsecp256k1.SignRecoverable(_context, ref signature[0], in _digestBytes[i][0], in _secrets[i][0], 0, 0));
        }
    }

    public void Derive()
    {
        for (var i = 0; i < Items; i++)
        {
            using var key = Secp256k1PrivateKey.TryCreate(_secrets[i], out var made) ? made : null;
            Require(key is null ? 0 : 1);
        }
    }

    public void PeerDerive()
    {
        Span<byte> key = stackalloc byte[Libsecp256k1.OpaqueSize];
        for (var i = 0; i < Items; i++)
        {
            Require(Libsecp256k1.CreatePublicKey(_context, ref key[0], in _secrets[i][0]));
        }
    }

    public void Parse() => Each(i => Secp256k1PublicKey.TryParse(_compressed[i], out _));

    public void PeerParse()
    {
        Span<byte> key = stackalloc byte[Libsecp256k1.OpaqueSize];
        for (var i = 0; i < Items; i++)
        {
            Require(Libsecp256k1.ParsePublicKey(_context, ref key[0], in _compressed[i][0], 33));
        }
    }

    public void VerifyBatch(int cores)
    {
        for (var i = 0; i < Items; i += BatchSize)
        {
            Secp256k1Batch.Verify(
                _publicKeys.AsSpan(i, BatchSize), _digests.AsSpan(i, BatchSize), _pairs.AsSpan(i, BatchSize), _verified, cores);
            Require(_verified.AsSpan().Contains(false) ? 0 : 1);
        }
    }

    public void RecoverBatch(int cores)
    {
        for (var i = 0; i < Items; i += BatchSize)
        {
            Secp256k1Batch.RecoverAddresses(_digests.AsSpan(i, BatchSize), _signatures.AsSpan(i, BatchSize), _signers, cores);
            Require(_signers.AsSpan().Contains(null) ? 0 : 1);
        }
    }

    private static void Each(Func<int, bool> succeeds)
    {
        for (var i = 0; i < Items; i++)
        {
            Require(succeeds(i) ? 1 : 0);
        }
    }

    private static void Require(int success)
    {
        if (success != 1)
        {
            throw new InvalidOperationException("The two sides disagree, or one refuses what is valid.");
        }
    }
}
