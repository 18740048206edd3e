using System.Globalization;
using System.Text.Json.Serialization;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol;

/// <summary>A slot number; slot 0 begins at genesis. Every deadline of the protocol is one. JSON: an integer.</summary>
[JsonConverter(typeof(SlotJsonConverter))]
public readonly record struct Slot(long Number) : IComparable<Slot>
{
    /// <summary>Largest slot that is written as an exact JSON number (2^53 - 1).</summary>
    public const long NumberMaximum = 9_007_199_254_740_991;

    public static Slot operator +(Slot slot, long slots) => new(checked(slot.Number + slots));

    public static long operator -(Slot left, Slot right) => checked(left.Number - right.Number);

    public static bool operator <(Slot left, Slot right) => left.Number < right.Number;

    public static bool operator >(Slot left, Slot right) => left.Number > right.Number;

    public static bool operator <=(Slot left, Slot right) => left.Number <= right.Number;

    public static bool operator >=(Slot left, Slot right) => left.Number >= right.Number;

    public int CompareTo(Slot other) => Number.CompareTo(other.Number);

    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
}
