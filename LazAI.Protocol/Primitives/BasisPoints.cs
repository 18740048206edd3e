using System.Text.Json.Serialization;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol;

/// <summary>A ratio in hundredths of a per cent: 10,000 is the whole. JSON: an integer.</summary>
[JsonConverter(typeof(BasisPointsJsonConverter))]
public readonly record struct BasisPoints(int Value)
{
    /// <summary>10,000: all of it.</summary>
    public const uint Whole = 10_000;

    public bool IsValid => Value is >= 0 and <= (int)Whole;

    public override string ToString() => FormattableString.Invariant($"{Value} bp");
}
