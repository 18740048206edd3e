namespace LazAI.Client.Attestation;

/// <summary>
/// What the attested software put under its hardware's signature, or its launch's: Azure Attestation compares SHA-256 of the bytes with the
/// evidence. The same bytes have to be kept to check the token.
/// </summary>
/// <param name="Data">The bytes as they were hashed.</param>
/// <param name="IsJson">Whether they are JSON, which Azure then parses into claims of the token.</param>
public sealed record AzureRuntimeData(ReadOnlyMemory<byte> Data, bool IsJson);
