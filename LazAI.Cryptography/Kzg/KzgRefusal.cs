namespace LazAI.Cryptography.Kzg;

/// <summary>
/// What came of a call of EIP-4844 or EIP-7594. Where several reasons apply, it is the first that is found: counts come before
/// items, and the equation comes last.
/// </summary>
public enum KzgRefusal
{
    /// <summary>Nothing is wrong: the result was computed, or the proof holds.</summary>
    None,

    /// <summary>All inputs are well-formed, but the proof does not hold: the standards' <c>false</c>. All that follow are errors of the input.</summary>
    EquationDoesNotHold,

    /// <summary>A blob is not 131,072 bytes.</summary>
    BlobLength,

    /// <summary>A cell is not 2,048 bytes.</summary>
    CellLength,

    /// <summary>A point z, a value y or a chunk is not 32 bytes.</summary>
    FieldElementLength,

    /// <summary>A commitment is not 48 bytes.</summary>
    CommitmentLength,

    /// <summary>A proof is not 48 bytes.</summary>
    ProofLength,

    /// <summary>The lists do not have the same number of items.</summary>
    CountMismatch,

    /// <summary>More items than a batch may have.</summary>
    TooMany,

    /// <summary>Fewer than half of the cells, which no data can be recovered from.</summary>
    TooFewCells,

    /// <summary>A cell's index is 128 or more.</summary>
    CellIndexOutOfRange,

    /// <summary>The cells' indices do not ascend, or one is given twice.</summary>
    CellIndicesNotAscending,

    /// <summary>32 bytes that are a number of r or more: refused, never reduced.</summary>
    FieldElementNotCanonical,

    /// <summary>The flags of a commitment are wrong or its coordinate is p or more.</summary>
    CommitmentEncoding,

    /// <summary>No point of the curve has a commitment's coordinate.</summary>
    CommitmentNotOnCurve,

    /// <summary>A commitment is a point of the curve outside the subgroup of order r.</summary>
    CommitmentNotInSubgroup,

    /// <summary>The flags of a proof are wrong or its coordinate is p or more.</summary>
    ProofEncoding,

    /// <summary>No point of the curve has a proof's coordinate.</summary>
    ProofNotOnCurve,

    /// <summary>A proof is a point of the curve outside the subgroup of order r.</summary>
    ProofNotInSubgroup,

    /// <summary>More than half of the cells are given, and no blob has all of them.</summary>
    CellsInconsistent,

    /// <summary>The input of the precompile is not 192 bytes.</summary>
    PrecompileInputLength,

    /// <summary>The versioned hash is not that of the commitment.</summary>
    VersionedHashMismatch,
}
