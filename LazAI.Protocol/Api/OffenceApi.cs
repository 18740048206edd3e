using LazAI.Cryptography;

namespace LazAI.Protocol.Api;

/// <summary>What a worker has done wrong and what it has lost by it: a line of <c>GET /v1/offences</c>.</summary>
/// <param name="TaskId">The task whose result was false; absent where the worker was silent instead.</param>
/// <param name="Reason">Why the result was false; absent where the worker was silent while declared online.</param>
/// <param name="Slash">What it costs of <paramref name="StakeThen"/>, or of all that is at stake.</param>
/// <param name="StakeThen">What the worker had at stake when it was given the task.</param>
/// <param name="Reporter">Who has shown it; absent where the result or the silence itself did.</param>
/// <param name="ReporterShare">The reporter's part of what was taken.</param>
/// <param name="Position">Log position of the worker's event.</param>
/// <param name="SlashedPosition">Log position of the ledger's event; absent until the ledger has taken the slash.</param>
/// <param name="Slashed">What was taken and is nobody's now.</param>
/// <param name="Rewarded">What was taken and went to the reporter.</param>
public sealed record OffenceView(
    OperationId Id,
    Address Worker,
    TaskId? TaskId,
    int? Attempt,
    ErrorCode? Reason,
    BasisPoints Slash,
    Amount? StakeThen,
    Address? Reporter,
    BasisPoints? ReporterShare,
    Slot? JailedUntil,
    Slot At,
    long Position,
    long? SlashedPosition,
    Amount? Slashed,
    Amount? Rewarded);
