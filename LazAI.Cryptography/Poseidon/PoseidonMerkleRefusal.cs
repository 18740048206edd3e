namespace LazAI.Cryptography.Poseidon;

/// <summary>Why a membership proof was refused. The first reason in this order is given.</summary>
public enum PoseidonMerkleRefusal
{
    /// <summary>It was not refused.</summary>
    None = 0,

    /// <summary>The depth of the tree is not between 1 and <see cref="PoseidonMerkleTree.DepthMaximum"/>.</summary>
    DepthOutOfRange = 1,

    /// <summary>The bytes are not an index and one sibling for each level.</summary>
    WrongLength = 2,

    /// <summary>There is not one sibling for each level of the tree.</summary>
    WrongNumberOfSiblings = 3,

    /// <summary>The tree has no leaf of that index.</summary>
    IndexOutOfRange = 4,

    /// <summary>A sibling is not below the field's modulus.</summary>
    SiblingNotCanonical = 5,

    /// <summary>The siblings lead from the leaf to another root.</summary>
    OtherRoot = 6,
}
