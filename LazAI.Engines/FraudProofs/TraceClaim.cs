using LazAI.Cryptography;

namespace LazAI.Engines.FraudProofs;

/// <summary>What a fraud proof is judged against: a result, its trace, and what both were to be computed from.</summary>
/// <param name="EngineId">The model's engine.</param>
/// <param name="EngineVersion">Its version.</param>
/// <param name="ModelCommitment">The model's commitment, that of a file of so many bytes.</param>
/// <param name="WeightBytes">Bytes of the weight file.</param>
/// <param name="InputHash">Keccak-256 of the request's input.</param>
/// <param name="ResultHash">Keccak-256 of the encoded result.</param>
/// <param name="TraceRoot">What the worker has signed.</param>
public sealed record TraceClaim(
    string EngineId,
    string EngineVersion,
    Bytes32 ModelCommitment,
    long WeightBytes,
    Bytes32 InputHash,
    Bytes32 ResultHash,
    Bytes32 TraceRoot);
