namespace LazAI.Cryptography.R1cs.Files;

/// <summary>Why a file of constraints or of a witness is refused: the first reason that is met on reading.</summary>
public enum R1csFileRefusal
{
    /// <summary>It was not refused.</summary>
    None = 0,

    /// <summary>It does not begin with the name of its format.</summary>
    WrongFormat = 1,

    /// <summary>It is of another version of the format.</summary>
    WrongVersion = 2,

    /// <summary>It ends before what it announces, or goes on after it.</summary>
    WrongLength = 3,

    /// <summary>A section is there twice, or is not known, as those of custom gates.</summary>
    UnexpectedSection = 4,

    /// <summary>A section is absent.</summary>
    MissingSection = 5,

    /// <summary>The field is not BN254's scalar field.</summary>
    WrongField = 6,

    /// <summary>There are more wires or constraints than <see cref="CircuitBuilder.SizeMaximum"/>.</summary>
    TooLarge = 7,

    /// <summary>There are fewer wires than the constant one and the declared signals need.</summary>
    TooFewWires = 8,

    /// <summary>A number is r or more: a second form of a smaller one.</summary>
    NumberNotBelowOrder = 9,

    /// <summary>A constraint names a wire that is not there.</summary>
    WireOutOfRange = 10,

    /// <summary>A constraint names a wire twice in one combination.</summary>
    WireTwice = 11,

    /// <summary>The witness has another number of wires than the constraints.</summary>
    WrongNumberOfWires = 12,

    /// <summary>The witness does not begin with 1, or breaks a constraint.</summary>
    NotSatisfied = 13,
}
