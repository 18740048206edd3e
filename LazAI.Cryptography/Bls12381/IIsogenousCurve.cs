using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Bls12381;

/// <summary>
/// E': y'^2 = x'^3 + A x' + B, onto which messages can be mapped, and its isogeny to the curve of a group, onto which they cannot
/// (RFC 9380, section 6.6.3): x = XNumerator/XDenominator, y = y' YNumerator/YDenominator, coefficients of x' from the lowest.
/// </summary>
internal interface IIsogenousCurve<TField>
    where TField : unmanaged, IFieldElement<TField>
{
    static abstract TField A { get; }

    static abstract TField B { get; }

    /// <summary>A number that is no square, with the properties of section 6.6.2.</summary>
    static abstract TField Z { get; }

    static abstract ReadOnlySpan<TField> XNumerator { get; }

    /// <summary>One coefficient less than <see cref="XNumerator"/>.</summary>
    static abstract ReadOnlySpan<TField> XDenominator { get; }

    static abstract ReadOnlySpan<TField> YNumerator { get; }

    /// <summary>As many coefficients as <see cref="YNumerator"/>.</summary>
    static abstract ReadOnlySpan<TField> YDenominator { get; }

    /// <summary>sgn0: section 4.1.</summary>
    static abstract bool IsOdd(in TField a);

    /// <summary>sqrt_ratio: true and a root of u/v, or false and one of Zu/v; v is not 0. Appendix F.2.1. Variable-time.</summary>
    static abstract bool SquareRootOfRatio(in TField u, in TField v, out TField root);
}
