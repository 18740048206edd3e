namespace LazAI.Attestation;

/// <summary>One platform configuration register of a TPM, which every piece of software that is started extends before it runs.</summary>
/// <param name="Number">Its number, from 0 on.</param>
/// <param name="Value">Its value in the SHA-256 bank, lower-case hexadecimal digits.</param>
public sealed record PcrFacts(int Number, string Value);
