namespace LazAI.Attestation;

/// <summary>What one platform configuration register must be.</summary>
/// <param name="Number">The register's number.</param>
/// <param name="Values">Its allowed values of 32 bytes. A register that may be anything is left out instead.</param>
public sealed record PcrDemand(int Number, MeasurementRule Values);
