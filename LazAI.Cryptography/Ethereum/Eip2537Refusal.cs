namespace LazAI.Cryptography;

/// <summary>Why bytes are no input of EIP-2537. The first that applies: the length, then point by point in this order.</summary>
public enum Eip2537Refusal
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The length is not that of the call, or no multiple of its parts, or there are none.</summary>
    LengthInvalid,

    /// <summary>More pairs than <see cref="Eip2537.MsmPairsMaximum"/> or <see cref="Eip2537.PairingPairsMaximum"/>.</summary>
    TooManyPairs,

    /// <summary>The 16 bytes above a number are not all zero.</summary>
    PaddingNotZero,

    /// <summary>A coordinate is p or more.</summary>
    CoordinateNotBelowModulus,

    /// <summary>The point is not on its curve.</summary>
    NotOnCurve,

    /// <summary>The point is on its curve and not in the subgroup of order r.</summary>
    NotInSubgroup,
}
