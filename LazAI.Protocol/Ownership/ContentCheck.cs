using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Ownership;

/// <summary>Whether stored content is what an enclave has hashed (PROTOCOL §13).</summary>
public static class ContentCheck
{
    /// <summary>Why an anchor cannot point at this content, or null.</summary>
    /// <param name="blobHash">Under which the content is stored.</param>
    public static Rejection? Refuse(OwnershipAnchor anchor, Bytes32 blobHash, ReadOnlySpan<byte> content)
    {
        ArgumentNullException.ThrowIfNull(anchor);
        return (ulong)content.Length == anchor.ContentBytes && ContentHash.Of(content) == anchor.ContentHash
            ? null
            : new(OwnershipErrors.ContentMismatch, $"The content stored as {blobHash} has another SHA-256 or another size.");
    }
}
