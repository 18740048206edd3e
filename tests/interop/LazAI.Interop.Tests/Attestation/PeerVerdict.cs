namespace LazAI.Interop.Tests.Attestation;

/// <summary>What a judge says of a quote: a TCB status with advisories, or why it refuses.</summary>
internal sealed record PeerVerdict(string? Status, string[]? Advisories, string? Refused);
