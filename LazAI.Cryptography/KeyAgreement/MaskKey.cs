using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.SecretSharing;

namespace LazAI.Cryptography.KeyAgreement;

/// <summary>
/// What one participant of a federated round hides its vector with: each pair of participants agrees on a mask that one adds and
/// the other subtracts, so that the sum over all is that of the plain vectors and nothing else is seen (Bonawitz et al., "Practical
/// secure aggregation for privacy-preserving machine learning", CCS 2017, section 4).
/// </summary>
/// <remarks>
/// <para>
/// The pair's secret is x of the Diffie-Hellman point on secp256k1 (SEC 1, section 3.3.1), from it HKDF-SHA256 (RFC 5869) without salt
/// makes the key of AES-256 in counter mode from block 0. Its info binds the purpose, the round and both public keys. The participant
/// with the lower address adds the mask, the other one subtracts it.
/// </para>
/// <para>
/// Who drops out leaves its masks in the sum. So each key is made of a secret below BN254's r, which is shared among all
/// (<see cref="Share"/>); a threshold of them gives the key back, and adding its masks to the sum takes them out. Recover only keys whose
/// vectors will never be used: with key and vector together, the vector is bare. So take a new key for each round, and let the
/// holders of shares give them out only after the list of those who dropped out is settled.
/// </para>
/// <para>Deriving masks is constant-time in the secrets; comparing public keys is not. The vector is not authenticated: sign it.</para>
/// </remarks>
public sealed class MaskKey : IDisposable
{
    /// <summary>Other participants of a round at most.</summary>
    public const int PeersMaximum = 1023;

    private readonly byte[] _secret;
    private readonly Secp256k1PrivateKey _privateKey;
    private bool _disposed;

    private MaskKey(ReadOnlySpan<byte> secret)
    {
        _secret = GC.AllocateUninitializedArray<byte>(ShamirSecretSharing.SecretSize, pinned: true);
        secret.CopyTo(_secret);
        _privateKey = DerivePrivateKey(secret);
    }

    /// <summary>What the other participants need.</summary>
    public Secp256k1PublicKey PublicKey => _privateKey.PublicKey;

    private static ReadOnlySpan<byte> KeyLabel => "LazAI.MaskKey.v1.secp256k1.HKDF-SHA256"u8;

    /// <summary>A new key.</summary>
    public static MaskKey Generate(RandomNumberGenerator randomNumberGenerator)
    {
        ArgumentNullException.ThrowIfNull(randomNumberGenerator);
        Span<byte> random = stackalloc byte[48];
        Span<byte> secret = stackalloc byte[Bn254Scalar.Size];
        randomNumberGenerator.GetBytes(random);
        Bn254Scalar.Reduce(random).CopyTo(secret);
        var key = new MaskKey(secret);
        CryptographicOperations.ZeroMemory(random);
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    /// <summary>Takes a secret of 32 big-endian bytes; refuses another length and r or more.</summary>
    public static bool TryCreate(ReadOnlySpan<byte> secret, [NotNullWhen(true)] out MaskKey? key)
    {
        key = Bn254Scalar.TryRead(secret, out _) ? new MaskKey(secret) : null;
        return key is not null;
    }

    /// <summary>Adds to each number the masks shared with <paramref name="peers"/>, modulo 2^64.</summary>
    /// <param name="peers">The public keys of all other participants of the round.</param>
    /// <param name="round">What the masks are for; never the same for two vectors.</param>
    /// <param name="vector">The numbers; untouched on a refusal.</param>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public MaskRefusal AddMasks(ReadOnlySpan<Secp256k1PublicKey> peers, Bytes32 round, Span<ulong> vector)
    {
        var refusal = Check(peers);
        foreach (var peer in refusal == MaskRefusal.None ? peers : [])
        {
            using var stream = new MaskStream(_privateKey, peer, MaskStream.NumbersLabel, round);
            stream.AddTo(vector, isSubtracted: IsHigher(peer));
        }

        return refusal;
    }

    /// <summary>Adds to each scalar the masks shared with <paramref name="peers"/>, modulo r.</summary>
    /// <param name="peers">The public keys of all other participants of the round.</param>
    /// <param name="round">What the masks are for; never the same for two vectors.</param>
    /// <param name="vector">The scalars; untouched on a refusal.</param>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public MaskRefusal AddMasks(ReadOnlySpan<Secp256k1PublicKey> peers, Bytes32 round, Span<Bn254Scalar> vector)
    {
        var refusal = Check(peers);
        foreach (var peer in refusal == MaskRefusal.None ? peers : [])
        {
            using var stream = new MaskStream(_privateKey, peer, MaskStream.ScalarsLabel, round);
            stream.AddTo(vector, isSubtracted: IsHigher(peer));
        }

        return refusal;
    }

    /// <summary>Shares of the secret behind this key, for the other participants: encrypt each to its holder.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public ShamirRefusal Share(int threshold, int count, RandomNumberGenerator randomNumberGenerator, out ImmutableArray<ShamirShare> shares)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return ShamirSecretSharing.Bn254.Share(_secret, threshold, count, randomNumberGenerator, out shares);
    }

    /// <summary>The key of one who dropped out, held against its public key.</summary>
    public static MaskRefusal Recover(
        ReadOnlySpan<ShamirShare> shares, int threshold, Secp256k1PublicKey publicKey, out MaskKey? key)
    {
        ArgumentNullException.ThrowIfNull(publicKey);
        key = null;
        Span<byte> secret = stackalloc byte[ShamirSecretSharing.SecretSize];
        if (ShamirSecretSharing.Bn254.Reconstruct(shares, threshold, secret) != ShamirRefusal.None)
        {
            return MaskRefusal.SharesRefused;
        }

        var recovered = new MaskKey(secret);
        CryptographicOperations.ZeroMemory(secret);
        if (!recovered.PublicKey.Equals(publicKey))
        {
            recovered.Dispose();
            return MaskRefusal.OtherKey;
        }

        key = recovered;
        return MaskRefusal.None;
    }

    /// <summary>Clears the key.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_secret);
        _privateKey.Dispose();
    }

    /// <summary>Says what it is and nothing about the key.</summary>
    public override string ToString() => nameof(MaskKey);

    private static Secp256k1PrivateKey DerivePrivateKey(ReadOnlySpan<byte> secret)
    {
        Span<byte> info = stackalloc byte[KeyLabel.Length + 1];
        Span<byte> bytes = stackalloc byte[Secp256k1PrivateKey.Size];
        KeyLabel.CopyTo(info);
        info[^1] = 0;
        Secp256k1PrivateKey? key;
        do
        {
            // All but one in 2^127 are in range.
            HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, bytes, salt: [], info);
            info[^1]++;
        }
        while (!Secp256k1PrivateKey.TryCreate(bytes, out key));

        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }

    private bool IsHigher(Secp256k1PublicKey peer) => _privateKey.Address > peer.ToAddress();

    private MaskRefusal Check(ReadOnlySpan<Secp256k1PublicKey> peers)
    {
        if (peers.IsEmpty)
        {
            return MaskRefusal.NoPeers;
        }

        if (peers.Length > PeersMaximum)
        {
            return MaskRefusal.TooManyPeers;
        }

        // Two keys of one address would both add or both subtract: as good as twice the same key.
        var own = _privateKey.Address;
        var addresses = new HashSet<Address>();
        var isTwice = false;
        foreach (var peer in peers)
        {
            var address = peer.ToAddress();
            if (address == own)
            {
                return MaskRefusal.OwnKeyAmongPeers;
            }

            isTwice |= !addresses.Add(address);
        }

        return isTwice ? MaskRefusal.PeerTwice : MaskRefusal.None;
    }
}
