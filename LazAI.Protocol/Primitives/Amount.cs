using System.Globalization;
using System.Text.Json.Serialization;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol;

/// <summary>A quantity of an asset in its smallest unit (18 decimals for LCAI). Never negative; arithmetic is checked.</summary>
[JsonConverter(typeof(AmountJsonConverter))]
public readonly record struct Amount(UInt128 BaseUnits) : IComparable<Amount>
{
    /// <summary>How many decimals the native asset has.</summary>
    public const int Decimals = 18;

    public static Amount Zero => default;

    public bool IsZero => BaseUnits == UInt128.Zero;

    /// <summary>Whole tokens, for instance <c>FromTokens(100_000)</c> for a worker's stake.</summary>
    public static Amount FromTokens(ulong tokens) => new(checked((UInt128)tokens * 1_000_000_000_000_000_000UL));

    /// <summary>The sum. Callers hold that supply fits 128 bits (<see cref="Ledger.LedgerAggregate"/>), so overflow is a bug.</summary>
    /// <exception cref="OverflowException">The sum exceeds 2^128 - 1.</exception>
    public static Amount operator +(Amount left, Amount right) => new(checked(left.BaseUnits + right.BaseUnits));

    /// <exception cref="OverflowException">The difference would be negative.</exception>
    public static Amount operator -(Amount left, Amount right) => new(checked(left.BaseUnits - right.BaseUnits));

    public static bool operator <(Amount left, Amount right) => left.BaseUnits < right.BaseUnits;

    public static bool operator >(Amount left, Amount right) => left.BaseUnits > right.BaseUnits;

    public static bool operator <=(Amount left, Amount right) => left.BaseUnits <= right.BaseUnits;

    public static bool operator >=(Amount left, Amount right) => left.BaseUnits >= right.BaseUnits;

    /// <summary>The sum, or false where it would exceed 128 bits.</summary>
    public static bool TryAdd(Amount left, Amount right, out Amount sum)
    {
        sum = new Amount(unchecked(left.BaseUnits + right.BaseUnits));
        return sum.BaseUnits >= left.BaseUnits;
    }

    /// <summary>Parses a decimal string of base units: digits only, no sign, no leading zero, at most 2^128 - 1.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Amount amount)
    {
        amount = default;
        // The framework's parser overlooks NULs at the end.
        if (text.IsEmpty || text.Length > 39 || (text[0] == '0' && text.Length > 1) || text.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        if (!UInt128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        amount = new Amount(value);
        return true;
    }

    /// <summary>This share of the amount, rounded down. Exact for every 128-bit amount: the product is taken in two parts.</summary>
    public Amount ShareFloor(BasisPoints share)
    {
        var (quotient, remainder) = UInt128.DivRem(BaseUnits, BasisPoints.Whole);
        return new Amount((quotient * (uint)share.Value) + (remainder * (uint)share.Value / BasisPoints.Whole));
    }

    public int CompareTo(Amount other) => BaseUnits.CompareTo(other.BaseUnits);

    /// <summary>The decimal string of base units.</summary>
    public override string ToString() => BaseUnits.ToString(CultureInfo.InvariantCulture);
}
