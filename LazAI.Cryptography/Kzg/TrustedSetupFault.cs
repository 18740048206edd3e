namespace LazAI.Cryptography.Kzg;

/// <summary>What is wrong with a trusted set-up.</summary>
public enum TrustedSetupFault
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>Bytes that are no point of the subgroup, or the identity.</summary>
    Point,

    /// <summary>The first power of G1 or G2 is not the generator.</summary>
    Generator,

    /// <summary>The points of G1 are not powers of one number.</summary>
    G1Powers,

    /// <summary>The points of G2 are not powers of the number that those of G1 are powers of.</summary>
    G2Powers,

    /// <summary>The Lagrange points do not follow from the powers.</summary>
    Lagrange,
}
