namespace LazAI.Client.Receipts;

/// <summary>What a verifier has beside the receipt. Nothing in it is trusted: all of it must be what the receipt's hashes say.</summary>
/// <param name="Weights">The model's weight file: with it the model is run again.</param>
/// <param name="Input">The input, where it does not lie in the receipt.</param>
public sealed record ReceiptFiles(ReadOnlyMemory<byte>? Weights = null, ReadOnlyMemory<byte>? Input = null)
{
    public static ReceiptFiles None { get; } = new();
}
