using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LazAI.Attestation;

/// <summary>
/// The 64 bytes that the attested software chose (REPORTDATA). Evidence says nothing about who made it or when, but for what
/// these bytes bind it to.
/// </summary>
public readonly struct ReportData : IEquatable<ReportData>
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 64;

    private readonly Buffer _bytes;

    /// <summary>Copies up to 64 bytes and leaves the rest zero; a longer source is a bug of the caller and throws.</summary>
    public ReportData(ReadOnlySpan<byte> source)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(source.Length, Length);
        source.CopyTo(_bytes);
    }

    /// <summary>The bytes of this value, valid while it lives.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() => _bytes;

    /// <inheritdoc/>
    public bool Equals(ReportData other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ReportData other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(AsSpan());
        return hash.ToHashCode();
    }

    /// <summary><c>0x</c> and 128 lower-case hexadecimal digits.</summary>
    public override string ToString() => "0x" + Convert.ToHexStringLower(AsSpan());

    public static bool operator ==(ReportData left, ReportData right) => left.Equals(right);

    public static bool operator !=(ReportData left, ReportData right) => !left.Equals(right);

    [InlineArray(Length)]
    private struct Buffer
    {
        private byte _first;
    }
}
