using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Ownership;

namespace LazAI.Client.DataSets;

/// <summary>
/// The key of one encrypted data set (AES-256). It leaves a process only wrapped: an <see cref="Ecies"/> envelope whose associated data are
/// <c>LazAI.data-key.v1</c> ‖ content hash (32) ‖ owner (20) ‖ session (32, zero where the recipient is an account), so that nobody can present it for
/// another data set or session. Disposing clears it.
/// </summary>
public sealed class DataKey : IDisposable
{
    // Pinned, so that the garbage collector leaves no copies behind.
    private readonly byte[] _bytes = GC.AllocateArray<byte>(KeyRules.DataKeySize, pinned: true);

    private DataKey(ReadOnlySpan<byte> bytes) => bytes.CopyTo(_bytes);

    private static ReadOnlySpan<byte> Label => "LazAI.data-key.v1"u8;

    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>A new key. One key encrypts one data set.</summary>
    public static DataKey Generate(RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> bytes = stackalloc byte[KeyRules.DataKeySize];
        random.GetBytes(bytes);
        var key = new DataKey(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }

    /// <summary>Wraps the key to who is to have it. Whether the recipient may be trusted with it is for the caller to judge before.</summary>
    /// <param name="recipient">An account's key, or a session's encryption key.</param>
    /// <param name="owner">Who hands it over.</param>
    /// <param name="session">The session; zero for an account.</param>
    public byte[] WrapTo(Secp256k1PublicKey recipient, ContentHash content, Address owner, SessionId session, RandomNumberGenerator random) =>
        Ecies.Encrypt(recipient, _bytes, AssociatedData(content, owner, session), random);

    /// <summary>Opens a wrapped key; false for one that is damaged or meant for another recipient, data set, owner or session.</summary>
    public static bool TryUnwrap(
        ReadOnlySpan<byte> envelope,
        Secp256k1PrivateKey recipient,
        ContentHash content,
        Address owner,
        SessionId session,
        [NotNullWhen(true)] out DataKey? key)
    {
        key = null;
        if (!Ecies.TryDecrypt(recipient, envelope, AssociatedData(content, owner, session), out var bytes))
        {
            return false;
        }

        key = bytes.Length == KeyRules.DataKeySize ? new DataKey(bytes) : null;
        CryptographicOperations.ZeroMemory(bytes);
        return key is not null;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);

    private static byte[] AssociatedData(ContentHash content, Address owner, SessionId session) =>
        [.. Label, .. content.Value.AsSpan(), .. owner.AsSpan(), .. session.Value.AsSpan()];
}
