using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.Client;

/// <summary>Which tasks a list holds; what is absent does not matter.</summary>
/// <param name="FromSlot">Submitted in this slot or later.</param>
/// <param name="UntilSlot">Submitted in this slot or before.</param>
public sealed record TaskFilter(
    Address? Submitter = null,
    Address? Worker = null,
    ModelId? Model = null,
    ComputeTaskStatus? Status = null,
    VerifyMode? Mode = null,
    Slot? FromSlot = null,
    Slot? UntilSlot = null);
