using LazAI.Cryptography;

namespace LazAI.Enclave.Sessions;

/// <summary>A result before it has its sequence number.</summary>
/// <param name="ExecutedAt">Seconds since 1970.</param>
internal sealed record FinishedTask(HeldTask Task, byte[] Output, Bytes32 ResultHash, Bytes32 Objective, ulong ExecutedAt);
