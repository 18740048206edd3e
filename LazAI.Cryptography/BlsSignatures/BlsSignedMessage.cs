namespace LazAI.Cryptography.BlsSignatures;

/// <summary>A claim to be checked: that the key's owner signed the message.</summary>
/// <param name="PublicKey">The key.</param>
/// <param name="Message">What was signed.</param>
/// <param name="Signature">The signature.</param>
public readonly record struct BlsSignedMessage(BlsPublicKey PublicKey, ReadOnlyMemory<byte> Message, BlsSignature Signature);
