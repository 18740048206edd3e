using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using LazAI.Cryptography.Fields;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Bn254;

/// <summary>
/// An integer modulo r, the order of BN254's groups (EIP-196): what circuits compute with, so the type of public signals and of
/// Poseidon's inputs. Text form: decimal digits, as circom and snarkjs write them.
/// </summary>
/// <remarks>
/// Reading is strict: a number of r or more is refused, since two readings of one value would let a statement be proven twice.
/// Arithmetic is constant-time; parsing and printing of text are not.
/// </remarks>
public readonly struct Bn254Scalar :
    IEquatable<Bn254Scalar>,
    IEqualityOperators<Bn254Scalar, Bn254Scalar, bool>,
    IAdditionOperators<Bn254Scalar, Bn254Scalar, Bn254Scalar>,
    ISubtractionOperators<Bn254Scalar, Bn254Scalar, Bn254Scalar>,
    IMultiplyOperators<Bn254Scalar, Bn254Scalar, Bn254Scalar>,
    IUnaryNegationOperators<Bn254Scalar, Bn254Scalar>
{
    /// <summary>Bytes of the big-endian form.</summary>
    public const int Size = 32;

    // Digits of r.
    private const int DecimalDigitsMaximum = 77;

    private readonly Fr _value;

    internal Bn254Scalar(in Fr value) => _value = value;

    /// <summary>A small number.</summary>
    public Bn254Scalar(ulong value) => _value = Fr.FromUInt64(value);

    /// <summary>r.</summary>
    public static BigInteger Modulus => Fr.Modulus;

    public static Bn254Scalar Zero => default;

    public static Bn254Scalar One => new(Fr.One);

    public bool IsZero => _value.IsZero;

    /// <summary>The same number where the mathematics works on it.</summary>
    [UnscopedRef]
    internal ref readonly Fr Element => ref _value;

    /// <summary>Reads exactly 32 big-endian bytes; refuses a number of r or more.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Bn254Scalar value)
    {
        value = default;
        if (bytes.Length != Size || !Fr.TryRead(bytes, out var element))
        {
            return false;
        }

        value = new Bn254Scalar(in element);
        return true;
    }

    /// <summary>Takes 0 to r - 1.</summary>
    public static bool TryCreate(BigInteger number, out Bn254Scalar value)
    {
        value = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (number.Sign < 0 || number >= Modulus)
        {
            return false;
        }

        bytes.Clear();
        number.TryWriteBytes(bytes[(Size - number.GetByteCount(isUnsigned: true))..], out _, isUnsigned: true, isBigEndian: true);
        return TryRead(bytes, out value);
    }

    /// <summary>
    /// Big-endian bytes of any length, modulo r: for making a scalar of a digest. Forty-eight bytes or more come out as good as uniform
    /// (RFC 9380, section 5); of 32 bytes, five or six numbers share each scalar.
    /// </summary>
    public static Bn254Scalar Reduce(ReadOnlySpan<byte> bytes) => new(PrimeField<Fr>.Reduce(bytes));

    /// <summary>
    /// Reads decimal digits without sign or leading zeros, or <c>0x</c> and exactly 64 hex digits; refuses anything else and a
    /// number of r or more.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Bn254Scalar value)
    {
        value = default;
        if (text.StartsWith("0x"))
        {
            Span<byte> bytes = stackalloc byte[Size];
            return Hex.TryParse(text, bytes) && TryRead(bytes, out value);
        }

        return text.Length is > 0 and <= DecimalDigitsMaximum
            && text.IndexOfAnyExceptInRange('0', '9') < 0
            && (text[0] != '0' || text.Length == 1)
            && TryCreate(BigInteger.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture), out value);
    }

    /// <summary>As <see cref="TryParse(ReadOnlySpan{char}, out Bn254Scalar)"/>, from UTF-8 text.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8Text, out Bn254Scalar value)
    {
        Span<char> text = stackalloc char[DecimalDigitsMaximum];
        value = default;
        if (utf8Text.Length > text.Length || utf8Text.ContainsAnyExceptInRange((byte)'0', (byte)'x'))
        {
            return false;
        }

        for (var i = 0; i < utf8Text.Length; i++)
        {
            text[i] = (char)utf8Text[i];
        }

        return TryParse(text[..utf8Text.Length], out value);
    }

    /// <summary>As <see cref="TryParse(ReadOnlySpan{char}, out Bn254Scalar)"/>, for text of our own.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static Bn254Scalar Parse(string text) =>
        TryParse(text, out var value) ? value : throw new FormatException("Expected a decimal number below r, or 0x and 64 hex digits of one.");

    /// <summary>Writes 32 big-endian bytes.</summary>
    /// <exception cref="ArgumentException">The destination is shorter.</exception>
    public void CopyTo(Span<byte> destination)
    {
        if (destination.Length < Size)
        {
            throw new ArgumentException("32 bytes are needed.", nameof(destination));
        }

        _value.Write(destination[..Size]);
    }

    public Bytes32 ToBytes32()
    {
        Span<byte> bytes = stackalloc byte[Size];
        _value.Write(bytes);
        return new Bytes32(bytes);
    }

    public BigInteger ToBigInteger() => new(ToBytes32().AsSpan(), isUnsigned: true, isBigEndian: true);

    /// <summary>Decimal digits.</summary>
    public override string ToString() => ToBigInteger().ToString(CultureInfo.InvariantCulture);

    public bool Equals(Bn254Scalar other) => _value.Equals(other._value);

    public override bool Equals(object? obj) => obj is Bn254Scalar other && Equals(other);

    public override int GetHashCode() => _value.GetHashCode();

    public static bool operator ==(Bn254Scalar left, Bn254Scalar right) => left.Equals(right);

    public static bool operator !=(Bn254Scalar left, Bn254Scalar right) => !left.Equals(right);

    public static Bn254Scalar operator +(Bn254Scalar left, Bn254Scalar right) => new(left._value + right._value);

    public static Bn254Scalar operator -(Bn254Scalar left, Bn254Scalar right) => new(left._value - right._value);

    public static Bn254Scalar operator -(Bn254Scalar value) => new(-value._value);

    public static Bn254Scalar operator *(Bn254Scalar left, Bn254Scalar right) => new(left._value * right._value);
}
