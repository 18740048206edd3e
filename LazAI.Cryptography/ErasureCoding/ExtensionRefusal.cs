namespace LazAI.Cryptography.ErasureCoding;

/// <summary>What came of making, recovering or checking an extended square.</summary>
public enum ExtensionRefusal
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>A blob is not 131,072 bytes, a matrix not 64 × 64 or a square not 128 × 128 chunks of 32 bytes.</summary>
    WrongLength,

    /// <summary>A chunk is a number of r or more.</summary>
    FieldElementNotCanonical,

    /// <summary>Too many chunks are lost: no row or column that lacks some has half of its chunks. The lost ones are listed.</summary>
    Unrecoverable,

    /// <summary>The chunks belong to no extended square: at least one of them is wrong.</summary>
    Inconsistent,
}
