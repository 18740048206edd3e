namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>Why bytes are no proving key or no witness. The first that is met on reading.</summary>
public enum ProvingKeyRefusal
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>More bytes than <see cref="ProvingKey.LengthMaximum"/>.</summary>
    TooLong,

    /// <summary>Another kind of file, or another version of it.</summary>
    WrongFormat,

    /// <summary>The file is not of Groth16.</summary>
    WrongProtocol,

    /// <summary>The file is not of BN254.</summary>
    WrongCurve,

    /// <summary>Bytes end too early, or follow where nothing may follow.</summary>
    WrongLength,

    /// <summary>A section is absent.</summary>
    MissingSection,

    /// <summary>A section is there twice.</summary>
    RepeatedSection,

    /// <summary>A number of wires, signals or rows that does not fit the others, or more than the most.</summary>
    CountOutOfRange,

    /// <summary>A coefficient of a row or a wire that does not exist.</summary>
    CoefficientOutOfPlace,

    /// <summary>A coefficient or a value of r or more: the same number in a second form.</summary>
    ScalarNotBelowOrder,

    /// <summary>A coordinate of p or more.</summary>
    CoordinateNotBelowModulus,

    /// <summary>A point that is not on its curve.</summary>
    NotOnCurve,

    /// <summary>A point of the twist outside the subgroup of order r.</summary>
    NotInSubgroup,

    /// <summary>A point at infinity where the equation needs another.</summary>
    InfinityInKey,

    /// <summary>The verification key is one that anyone can forge with: <see cref="Groth16Refusal.ForgeableKey"/>.</summary>
    ForgeableKey,

    /// <summary>A second form of a key's bytes: coefficients of 0, or not in order.</summary>
    NotCanonical,

    /// <summary>The bytes are not those of the hash that was expected.</summary>
    OtherHash,
}
