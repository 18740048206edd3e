namespace LazAI.Cryptography.Bls12381;

/// <summary>x, the number the curve is made from: p = (x - 1)^2 (x^4 - x^2 + 1)/3 + x and r = x^4 - x^2 + 1.</summary>
internal static class CurveParameter
{
    /// <summary>-x, since x is negative: draft-irtf-cfrg-pairing-friendly-curves, section 4.2.1.</summary>
    public const ulong NegatedX = 0xD201000000010000;

    /// <summary>(1 - x)/3.</summary>
    public const ulong ThirdOfOneMinusX = (NegatedX + 1) / 3;
}
