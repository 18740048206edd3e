using System.Diagnostics.CodeAnalysis;
using LazAI.Cryptography.Secp256k1;

namespace LazAI.Cryptography;

/// <summary>
/// A secp256k1 ECDSA signature without recovery id: r and s in [1, n-1], s high or low. The default value is no signature and
/// verifies nothing.
/// </summary>
public readonly struct EcdsaSignature : IEquatable<EcdsaSignature>
{
    /// <summary>Bytes of the form r ‖ s.</summary>
    public const int CompactSize = 64;

    private const byte SequenceTag = 0x30;
    private const byte IntegerTag = 0x02;

    private EcdsaSignature(Bytes32 r, Bytes32 s)
    {
        R = r;
        S = s;
    }

    /// <summary>r, big-endian.</summary>
    public Bytes32 R { get; }

    /// <summary>s, big-endian.</summary>
    public Bytes32 S { get; }

    /// <summary>Whether s is at most (n-1)/2, the form that only one of the twins (r, s) and (r, n-s) has.</summary>
    public bool IsLowS => TryGetScalars(out _, out var s) && s.HighMask == 0;

    /// <summary>The signature of the two numbers; refuses 0 and n or more.</summary>
    public static bool TryCreate(Bytes32 r, Bytes32 s, out EcdsaSignature signature)
    {
        signature = new EcdsaSignature(r, s);
        if (signature.TryGetScalars(out _, out _))
        {
            return true;
        }

        signature = default;
        return false;
    }

    /// <summary>Reads r ‖ s (IEEE P1363, "compact"), exactly 64 bytes.</summary>
    public static bool TryParseCompact(ReadOnlySpan<byte> bytes, out EcdsaSignature signature)
    {
        signature = default;
        return bytes.Length == CompactSize
            && TryCreate(new Bytes32(bytes[..32]), new Bytes32(bytes[32..]), out signature);
    }

    /// <summary>
    /// Reads the DER form SEQUENCE { INTEGER r, INTEGER s } and no other BER: minimal integers, short lengths, nothing behind.
    /// </summary>
    public static bool TryParseDer(ReadOnlySpan<byte> bytes, out EcdsaSignature signature)
    {
        signature = default;

        // Both numbers take at most 33 bytes, so every length fits the short form.
        if (bytes.Length < 2 || bytes[0] != SequenceTag || bytes[1] != bytes.Length - 2 || bytes[1] > 0x7f)
        {
            return false;
        }

        var rest = bytes[2..];
        return TryReadInteger(ref rest, out var r)
            && TryReadInteger(ref rest, out var s)
            && rest.IsEmpty
            && TryCreate(r, s, out signature);
    }

    /// <summary>r ‖ s in a new array.</summary>
    public byte[] ToCompact() => [.. R.AsSpan(), .. S.AsSpan()];

    /// <inheritdoc/>
    public bool Equals(EcdsaSignature other) => R == other.R && S == other.S;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is EcdsaSignature other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(R, S);

    /// <inheritdoc/>
    public static bool operator ==(EcdsaSignature left, EcdsaSignature right) => left.Equals(right);

    /// <inheritdoc/>
    public static bool operator !=(EcdsaSignature left, EcdsaSignature right) => !left.Equals(right);

    internal bool TryGetScalars(out Scalar r, out Scalar s) =>
        Scalar.TryRead(R.AsSpan(), out r) & Scalar.TryRead(S.AsSpan(), out s) && !r.IsZero && !s.IsZero;

    // A positive INTEGER of at most 32 significant bytes, without a leading zero unless the top bit needs one.
    private static bool TryReadInteger(ref ReadOnlySpan<byte> rest, out Bytes32 value)
    {
        value = default;
        if (rest.Length < 2 || rest[0] != IntegerTag || rest[1] is 0 or > 33 || rest.Length < 2 + rest[1])
        {
            return false;
        }

        var content = rest.Slice(2, rest[1]);
        rest = rest[(2 + content.Length)..];
        if ((content[0] & 0x80) != 0)
        {
            return false;
        }

        if (content[0] == 0 && content.Length > 1)
        {
            if ((content[1] & 0x80) == 0)
            {
                return false;
            }

            content = content[1..];
        }

        if (content.Length > Bytes32.Size)
        {
            return false;
        }

        Span<byte> padded = stackalloc byte[Bytes32.Size];
        padded.Clear();
        content.CopyTo(padded[(Bytes32.Size - content.Length)..]);
        value = new Bytes32(padded);
        return true;
    }
}
