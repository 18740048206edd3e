using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.Client;

/// <summary>Which tasks a list holds; what is absent does not matter.</summary>
public sealed record TaskFilter(
    Address? Submitter = null,
    Address? Worker = null,
    ModelId? Model = null,
    ComputeTaskStatus? Status = null,
    VerifyMode? Mode = null);
