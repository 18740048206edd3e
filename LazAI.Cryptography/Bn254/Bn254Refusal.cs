namespace LazAI.Cryptography.Bn254;

/// <summary>Why bytes are no input of EIP-196 or EIP-197. The first that applies, in this order, point by point.</summary>
public enum Bn254Refusal
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The length is no multiple of a pair of points.</summary>
    LengthInvalid,

    /// <summary>More pairs than <see cref="Eip197.PairsMaximum"/>.</summary>
    TooManyPairs,

    /// <summary>A coordinate is p or more.</summary>
    CoordinateNotBelowModulus,

    /// <summary>The point is not on the curve, or not on the twist.</summary>
    NotOnCurve,

    /// <summary>The point is on the twist and not in the subgroup of order r.</summary>
    NotInSubgroup,
}
