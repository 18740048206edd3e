namespace LazAI.Cryptography;

/// <summary>Why a document is no EIP-712 typed data.</summary>
public enum TypedDataError
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The document is larger, nested deeper, or has more types or longer names than allowed.</summary>
    TooLarge,

    /// <summary>Not JSON, a member given twice, or text that is no valid Unicode.</summary>
    MalformedJson,

    /// <summary>A member that the document or a type requires is absent.</summary>
    MissingMember,

    /// <summary>A member that neither the document nor a type knows: it would look signed and would not be.</summary>
    UnknownMember,

    /// <summary>A type or a name that is not well-formed, or a type that nobody defines.</summary>
    InvalidType,

    /// <summary>The domain's type is not made of the standard fields that are present, in their order.</summary>
    InvalidDomain,

    /// <summary>A value of another kind than its type, null included.</summary>
    WrongKind,

    /// <summary>A number that its type cannot hold.</summary>
    OutOfRange,

    /// <summary>A bytesN or fixed array of another length.</summary>
    WrongLength,
}

/// <summary>Why and where: the path names the member, such as <c>message.to.wallet</c> or <c>types.Mail[1]</c>.</summary>
public readonly record struct TypedDataRefusal(TypedDataError Error, string Path)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Error} at {Path}";
}
