using LazAI.Client.Claims;
using LazAI.Cryptography;
using LazAI.Protocol.Ownership;

namespace LazAI.Client.DataSets;

/// <summary>Input of a task that anchors stored content for its submitter (<see cref="DataSetEngines.Anchor"/>). Parameters are <c>{}</c>.</summary>
/// <remarks>
/// Without an envelope it may go to any worker. With one it goes to the session that the key is wrapped to, as a confidential input.
/// </remarks>
/// <param name="ContentHash">What the content is to hash to.</param>
/// <param name="BlobHash">Keccak-256 under which the service stores it.</param>
/// <param name="Envelope">The data key, wrapped to the session; absent where the content is not encrypted, or is not to be read.</param>
/// <param name="Records">Columns, label and depth of the tree of records, where their root is wanted; what it claims is not looked at.</param>
public sealed record AnchorTask(
    ContentHash ContentHash, Bytes32 BlobHash, ContentKind Kind, ReadOnlyMemory<byte>? Envelope = null, RecordsClaim? Records = null);
