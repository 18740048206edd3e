using System.Collections.Immutable;

namespace LazAI.Enclave.Evidence;

/// <summary>What a vTPM says of the software that was started: its registers, and its signature over their digest and a nonce.</summary>
/// <param name="Message">The signed structure (TPMS_ATTEST).</param>
/// <param name="Signature">RSASSA-PKCS1-v1_5 with SHA-256 by the attestation key.</param>
/// <param name="Pcrs">Platform configuration registers 0 to 23 of the SHA-256 bank.</param>
public sealed record TpmQuote(ReadOnlyMemory<byte> Message, ReadOnlyMemory<byte> Signature, ImmutableArray<ReadOnlyMemory<byte>> Pcrs);
