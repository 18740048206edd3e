using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace LazAI.Cryptography;

/// <summary>
/// hashStruct of EIP-712, field by field in the order of the type string; lives on the stack. Every append adds the 32-byte
/// encoding of one field.
/// </summary>
public ref struct Eip712StructHasher
{
    private Keccak256Hasher _hasher;

    /// <summary>Starts a struct whose type string hashes to <paramref name="typeHash"/>.</summary>
    public Eip712StructHasher(Bytes32 typeHash)
    {
        _hasher = new Keccak256Hasher();
        _hasher.Append(in typeHash);
    }

    /// <summary>A <c>bytes32</c>, or the hashStruct of a nested struct.</summary>
    public void Append(Bytes32 value) => _hasher.Append(in value);

    /// <summary>An <c>address</c>.</summary>
    public void Append(Address value)
    {
        Span<byte> word = stackalloc byte[Bytes32.Size];
        word.Clear();
        value.CopyTo(word[(Bytes32.Size - Address.Size)..]);
        _hasher.Append(word);
    }

    /// <summary>A <c>uint8</c> … <c>uint256</c> whose value fits 64 bits.</summary>
    public void Append(ulong value)
    {
        Span<byte> word = stackalloc byte[Bytes32.Size];
        word.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(word[24..], value);
        _hasher.Append(word);
    }

    /// <summary>A <c>uint128</c> or <c>uint256</c> whose value fits 128 bits.</summary>
    public void Append(UInt128 value)
    {
        Span<byte> word = stackalloc byte[Bytes32.Size];
        word.Clear();
        BinaryPrimitives.WriteUInt128BigEndian(word[16..], value);
        _hasher.Append(word);
    }

    /// <summary>A <c>bool</c>.</summary>
    public void Append(bool value) => Append(value ? 1UL : 0UL);

    /// <summary>
    /// A <c>string</c>: the hash of its UTF-8 form. A lone surrogate counts as U+FFFD, as it does in <see cref="System.Text.Encoding.UTF8"/>.
    /// </summary>
    public void AppendString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);

        Span<byte> utf8 = stackalloc byte[256];
        var content = new Keccak256Hasher();
        var rest = value.AsSpan();
        while (!rest.IsEmpty)
        {
            Utf8.FromUtf16(rest, utf8, out var read, out var written);
            content.Append(utf8[..written]);
            rest = rest[read..];
        }

        Append(content.Finish());
    }

    /// <summary>A <c>bytes</c> of any length: the hash of its content.</summary>
    public void AppendBytes(scoped ReadOnlySpan<byte> value) => Append(Keccak256.Hash(value));

    /// <summary>An array whose elements take one word each: the hash of their concatenation.</summary>
    public void AppendArray(scoped ReadOnlySpan<Bytes32> words) => AppendBytes(MemoryMarshal.AsBytes(words));

    /// <summary>keccak256(typeHash ‖ encodeData). The hasher is spent afterwards.</summary>
    public Bytes32 Finish() => _hasher.Finish();
}
