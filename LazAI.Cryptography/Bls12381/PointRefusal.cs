namespace LazAI.Cryptography.Bls12381;

/// <summary>Why bytes are no point of a group of BLS12-381. Where several reasons apply, the first one in this order is given.</summary>
public enum PointRefusal
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>Not the number of bytes of this encoding.</summary>
    WrongLength,

    /// <summary>The bits for compression, infinity and sign are not as this encoding requires, or infinity has other bits set.</summary>
    WrongFlags,

    /// <summary>A coordinate is p or more.</summary>
    CoordinateTooLarge,

    /// <summary>The coordinates do not fulfil the curve's equation, or no point has this x.</summary>
    NotOnCurve,

    /// <summary>A point of the curve that is outside the subgroup of order r.</summary>
    NotInSubgroup,

    /// <summary>The identity (infinity), where it is not allowed, as for public keys.</summary>
    Identity,
}
