using LazAI.Cryptography;

namespace LazAI.Enclave.Hosting;

/// <summary>The key of the operator's account. It opens sessions and does nothing else.</summary>
internal sealed class OperatorKey(Secp256k1PrivateKey key) : IDisposable
{
    public Secp256k1PrivateKey Key { get; } = key;

    public Address Address { get; } = key.Address;

    public void Dispose() => Key.Dispose();
}
