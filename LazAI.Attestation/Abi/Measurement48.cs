using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LazAI.Attestation;

/// <summary>A SHA-384 measurement of 48 bytes (MRTD, an RTMR, MRSEAM, ...), compared by value and written as <c>0x</c> and lower-case hex.</summary>
public readonly struct Measurement48 : IEquatable<Measurement48>
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 48;

    private readonly Buffer _bytes;

    /// <summary>Copies exactly 48 bytes; any other length is a bug of the caller and throws.</summary>
    public Measurement48(ReadOnlySpan<byte> source)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(source.Length, Length);
        source.CopyTo(_bytes);
    }

    /// <summary>True for the all-zero value, which TDX uses for "never extended" and for "Intel" in MRSIGNERSEAM.</summary>
    public bool IsZero => !AsSpan().ContainsAnyExcept((byte)0);

    /// <summary>Reads <c>0x</c> and exactly 96 hexadecimal digits of either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> hex, out Measurement48 measurement)
    {
        Span<byte> decoded = stackalloc byte[Length];
        var read = hex.Length == 2 + 2 * Length
            && hex.StartsWith("0x", StringComparison.Ordinal)
            && Convert.FromHexString(hex[2..], decoded, out _, out _) == OperationStatus.Done;
        measurement = read ? new Measurement48(decoded) : default;
        return read;
    }

    /// <summary>The bytes of this value, valid while it lives.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() => _bytes;

    /// <inheritdoc/>
    public bool Equals(Measurement48 other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Measurement48 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(AsSpan());
        return hash.ToHashCode();
    }

    /// <summary><c>0x</c> and 96 lower-case hexadecimal digits.</summary>
    public override string ToString() => "0x" + Convert.ToHexStringLower(AsSpan());

    public static bool operator ==(Measurement48 left, Measurement48 right) => left.Equals(right);

    public static bool operator !=(Measurement48 left, Measurement48 right) => !left.Equals(right);

    [InlineArray(Length)]
    private struct Buffer
    {
        private byte _first;
    }
}
