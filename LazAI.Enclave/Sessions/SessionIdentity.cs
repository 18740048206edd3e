using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Workers;

namespace LazAI.Enclave.Sessions;

/// <summary>An open session and its keys, which never leave this process.</summary>
internal sealed class SessionIdentity(WorkerSession session, Secp256k1PrivateKey signing, Secp256k1PrivateKey encryption) : IDisposable
{
    private long _until = session.Until.Number;

    public WorkerSession Session { get; } = session;

    /// <summary>The session's last slot as far as is known here; the service may bring it forward.</summary>
    public Slot Until => new(Interlocked.Read(ref _until));

    public SessionId Id => Session.Id;

    public Secp256k1PrivateKey SigningKey { get; } = signing;

    public Secp256k1PrivateKey EncryptionKey { get; } = encryption;

    /// <summary>Takes the last slot as the service says it now.</summary>
    /// <returns>Whether it is earlier than before.</returns>
    public bool Shorten(Slot until) => Interlocked.Exchange(ref _until, Math.Min(until.Number, Until.Number)) > until.Number;

    public void Dispose()
    {
        SigningKey.Dispose();
        EncryptionKey.Dispose();
    }
}
