namespace LazAI.Cryptography.KeyAgreement;

/// <summary>Why masks were not added or a key was not recovered. The first reason in this order is given.</summary>
public enum MaskRefusal
{
    /// <summary>It was not refused.</summary>
    None = 0,

    /// <summary>There is no other participant, so the vector would go out bare.</summary>
    NoPeers = 1,

    /// <summary>There are more than <see cref="MaskKey.PeersMaximum"/> other participants.</summary>
    TooManyPeers = 2,

    /// <summary>The own public key is among the others'.</summary>
    OwnKeyAmongPeers = 3,

    /// <summary>A public key is there twice, which would add its mask twice.</summary>
    PeerTwice = 4,

    /// <summary>The shares do not give a secret: too few of them, or not canonical, or they disagree.</summary>
    SharesRefused = 5,

    /// <summary>The shares give the secret of another public key: one of them is wrong.</summary>
    OtherKey = 6,
}
