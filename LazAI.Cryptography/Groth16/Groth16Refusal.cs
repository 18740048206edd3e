namespace LazAI.Cryptography.Groth16;

/// <summary>Why a key, a proof or signals are refused, or a proof proves nothing. The first that is met on reading.</summary>
public enum Groth16Refusal
{
    /// <summary>Nothing is wrong; of a verification, the proof is valid.</summary>
    None,

    /// <summary>The input is fine and the equation does not hold: the proof is false.</summary>
    EquationDoesNotHold,

    /// <summary>The document is longer than allowed.</summary>
    TooLong,

    /// <summary>Not JSON, or a value of another kind than its member has.</summary>
    MalformedJson,

    /// <summary>A member is absent.</summary>
    MissingMember,

    /// <summary>A member that snarkjs does not write, or one given twice.</summary>
    UnexpectedMember,

    /// <summary>The protocol is not "groth16".</summary>
    WrongProtocol,

    /// <summary>The curve is not "bn128", as snarkjs calls BN254.</summary>
    WrongCurve,

    /// <summary>A number that is no string of decimal digits without sign and leading zeros.</summary>
    MalformedNumber,

    /// <summary>A coordinate of p or more: the same point in a second form.</summary>
    CoordinateNotBelowModulus,

    /// <summary>A public signal of r or more: the same signal in a second form.</summary>
    SignalNotBelowOrder,

    /// <summary>A point whose third coordinate is not 1, and which is not infinity as 0, 1, 0.</summary>
    NotAffine,

    /// <summary>A point that is not on its curve.</summary>
    NotOnCurve,

    /// <summary>A point of the twist outside the subgroup of order r.</summary>
    NotInSubgroup,

    /// <summary>More public signals than <see cref="VerificationKey.SignalsMaximum"/>.</summary>
    TooManySignals,

    /// <summary>Another number of signals than the key's, or a key with another number of IC points than its signals and one.</summary>
    SignalCountMismatch,

    /// <summary>A key with a point at infinity, which would leave a part of the statement out of the equation.</summary>
    InfinityInKey,

    /// <summary>
    /// A key in which two of beta, gamma and delta are equal or opposite. Then anyone can make proofs of anything: above all, with a key
    /// straight from the set-up, to whose delta nobody has contributed.
    /// </summary>
    ForgeableKey,

    /// <summary>More statements than <see cref="BatchVerification.StatementsMaximum"/> in one batch.</summary>
    TooManyStatements,
}
