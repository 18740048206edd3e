using System.Numerics;

namespace LazAI.Cryptography.Fields;

/// <summary>
/// The constants of the powers of p: w^(p^k) = w * ξ^((p^k - 1)/6), so the coordinate of w^j is multiplied by that constant's power j.
/// Made from the modulus and ξ when the tower is first used.
/// </summary>
internal static class TowerFrobenius<TBase, TTower>
    where TBase : unmanaged, IPrimeField<TBase>
    where TTower : struct, ITower<TBase>
{
    private const int Coordinates = 6;

    private static readonly QuadraticExtension<TBase>[] _first = Make(1);
    private static readonly QuadraticExtension<TBase>[] _second = Make(2);
    private static readonly QuadraticExtension<TBase>[] _third = Make(3);

    /// <summary>ξ^(j (p^power - 1)/6) for j from 0 to 5, power from 1 to 3.</summary>
    public static ReadOnlySpan<QuadraticExtension<TBase>> Constants(int power) => power switch
    {
        1 => _first,
        2 => _second,
        3 => _third,
        _ => throw new ArgumentOutOfRangeException(nameof(power), power, "Constants are made for the powers 1 to 3."),
    };

    private static QuadraticExtension<TBase>[] Make(int power)
    {
        var exponent = (BigInteger.Pow(TBase.Modulus, power) - 1) / Coordinates;
        var words = new ulong[(exponent.GetByteCount(isUnsigned: true) + 7) / 8];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = (ulong)((exponent >> (64 * i)) & ulong.MaxValue);
        }

        var constant = Exponentiation.Power(TTower.MultiplyByNonResidue(QuadraticExtension<TBase>.One), words);
        var powers = new QuadraticExtension<TBase>[Coordinates];
        powers[0] = QuadraticExtension<TBase>.One;
        for (var j = 1; j < powers.Length; j++)
        {
            powers[j] = powers[j - 1] * constant;
        }

        return powers;
    }
}
