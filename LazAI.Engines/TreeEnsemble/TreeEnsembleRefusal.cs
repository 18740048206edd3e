namespace LazAI.Engines;

/// <summary>Why bytes are not a tree ensemble; the first reason that the bytes reach, in the order of the file, and in this order in one place.</summary>
public enum TreeEnsembleRefusal
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>The bytes do not begin with the format's magic.</summary>
    MagicUnknown = 1,

    /// <summary>The format version is not the one that this engine reads.</summary>
    VersionUnknown = 2,

    /// <summary>No tree, or more than <see cref="TreeEnsembleModel.TreesMaximum"/>.</summary>
    TreeCountOutOfRange = 3,

    /// <summary>Features have neither 1 nor 4 bytes, there is none of them, or they have more than <see cref="TreeEnsembleModel.InputBytesMaximum"/> together.</summary>
    FeaturesOutOfRange = 4,

    /// <summary>No class, or more than <see cref="TreeEnsembleModel.ClassesMaximum"/>.</summary>
    ClassCountOutOfRange = 5,

    /// <summary>A tree without nodes, or with more than <see cref="TreeEnsembleModel.NodesOfTreeMaximum"/>.</summary>
    NodeCountOutOfRange = 6,

    /// <summary>A class begins beyond <see cref="TreeEnsembleModel.BaseScoreMaximum"/>.</summary>
    BaseScoreOutOfRange = 7,

    /// <summary>The bytes end before the header or the last node does.</summary>
    Truncated = 8,

    /// <summary>Bytes follow the last node.</summary>
    TrailingBytes = 9,

    /// <summary>Nodes are no tree in preorder: a child lies outside of its parent's subtree, or a node is no one's child.</summary>
    NotATree = 10,

    /// <summary>A leaf scores for a class that there is not.</summary>
    ClassOutOfRange = 11,

    /// <summary>A leaf's score is beyond <see cref="TreeEnsembleModel.ScoreMaximum"/>.</summary>
    ScoreOutOfRange = 12,

    /// <summary>A node asks for a feature that there is not.</summary>
    FeatureOutOfRange = 13,

    /// <summary>A leaf lies below more than <see cref="TreeEnsembleModel.DepthMaximum"/> questions.</summary>
    TooDeep = 14,
}
