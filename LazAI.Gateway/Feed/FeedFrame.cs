namespace LazAI.Gateway.Feed;

/// <summary>One server-sent event as its bytes on the wire, written once for all clients.</summary>
/// <param name="Version">Greater than that of every earlier event.</param>
internal sealed record FeedFrame(string Type, long Version, ReadOnlyMemory<byte> Bytes);
