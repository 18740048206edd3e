using System.Security.Cryptography;
using LazAI.Protocol.Ownership;

namespace LazAI.Enclave.DataSets;

/// <summary>The plaintext of a data set, in this process's memory and nowhere else. Only <see cref="SessionDataSets.TryOpen"/> makes it; disposing clears it.</summary>
public sealed class OpenedDataSet : IDisposable
{
    private readonly byte[] _plaintext;

    internal OpenedDataSet(ContentHash content, byte[] plaintext) => (Content, _plaintext) = (content, plaintext);

    /// <summary>The hash under which its ciphertext is anchored.</summary>
    public ContentHash Content { get; }

    public ReadOnlyMemory<byte> Plaintext => _plaintext;

    public void Dispose() => CryptographicOperations.ZeroMemory(_plaintext);
}
