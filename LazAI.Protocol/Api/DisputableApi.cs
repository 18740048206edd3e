using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Api;

/// <summary>A line of <c>GET /v1/verifier/disputable</c>.</summary>
/// <param name="DisputableUntil">Last slot in which the result may be challenged.</param>
/// <param name="Challenges">How many have been filed.</param>
/// <param name="Pending">How many of these are not decided.</param>
public sealed record DisputableResult(
    TaskId TaskId, int Attempt, VerifyMode VerifyMode, ModelId ModelId, Address Worker, Slot DisputableUntil, int Challenges, int Pending);

/// <summary>Results that may be challenged, in the order in which they were verified.</summary>
/// <param name="Items">Those that still may.</param>
/// <param name="Next">What to ask for next, at once if there were items, later otherwise: what is verified by then follows, and nothing is left out.</param>
public sealed record DisputableResults(ImmutableArray<DisputableResult> Items, long Next);

/// <summary>Answer of <c>POST /v1/verifier/claims/query</c>.</summary>
/// <param name="Items">Those of the tasks looked at that have a result, in the order asked.</param>
/// <param name="Looked">How many of the tasks asked were looked at: as many as had room in the answer, at least one. The others are asked for again.</param>
public sealed record ClaimedResults(ImmutableArray<ClaimedResult> Items, int Looked);

/// <summary>What a worker claims to be the result of a task, with all that it takes to repeat it but the model.</summary>
/// <param name="Input">The inline input, absent where it lies elsewhere.</param>
/// <param name="Challenges">In the order of filing.</param>
public sealed record ClaimedResult(
    TaskId TaskId,
    ComputeTaskStatus Status,
    int Attempt,
    Address Worker,
    Slot? DisputableUntil,
    TaskRequest Request,
    string Parameters,
    ReadOnlyMemory<byte>? Input,
    TaskResult Result,
    ReadOnlyMemory<byte> Output,
    ImmutableArray<TaskChallenge> Challenges);
