using LazAI.Cryptography;

namespace LazAI.Enclave.Hosting;

/// <summary>The key of the operator's account. It opens sessions, and asks owners for the keys of data sets.</summary>
internal sealed class OperatorKey(Secp256k1PrivateKey key) : IDisposable
{
    public Secp256k1PrivateKey Key { get; } = key;

    public Address Address { get; } = key.Address;

    public void Dispose() => Key.Dispose();
}
