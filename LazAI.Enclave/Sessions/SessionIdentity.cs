using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Workers;

namespace LazAI.Enclave.Sessions;

/// <summary>An open session and its keys, which never leave this process.</summary>
internal sealed class SessionIdentity(WorkerSession session, Secp256k1PrivateKey signing, Secp256k1PrivateKey encryption) : IDisposable
{
    public WorkerSession Session { get; } = session;

    public SessionId Id => Session.Id;

    public Secp256k1PrivateKey SigningKey { get; } = signing;

    public Secp256k1PrivateKey EncryptionKey { get; } = encryption;

    public void Dispose()
    {
        SigningKey.Dispose();
        EncryptionKey.Dispose();
    }
}
