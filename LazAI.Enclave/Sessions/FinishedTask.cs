using LazAI.Cryptography;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Workers;

namespace LazAI.Enclave.Sessions;

/// <summary>A result before it has its sequence number.</summary>
/// <param name="ExecutedAt">Seconds since 1970.</param>
/// <param name="Proof">In mode TEE_ZK.</param>
/// <param name="Trace">With the trace root that commits to it; in mode OP.</param>
internal sealed record FinishedTask(
    HeldTask Task,
    byte[] Output,
    Bytes32 ResultHash,
    Bytes32 Objective,
    ulong ExecutedAt,
    Bytes32 TraceRoot,
    SubmittedTrace? Trace,
    ResultProof? Proof);
