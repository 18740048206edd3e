using System.Text.Json.Serialization;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Challenges;

/// <summary>A challenge of a task's result, as the task remembers it.</summary>
/// <param name="Challenger">Who has filed it and put up the bond.</param>
/// <param name="EvidenceHash">Keccak-256 of the evidence, under which it is stored.</param>
/// <param name="Authorization">Number of the event in the challenger's account stream that let the signed command in.</param>
/// <param name="JudgeBy">Last slot in which it is tried again where what it is judged by cannot be read.</param>
/// <param name="Detail">Why it was decided so; empty while it is pending.</param>
public sealed record TaskChallenge(
    ChallengeId Id, Address Challenger, Bytes32 EvidenceHash, long Authorization, Slot FiledAt, Slot JudgeBy, ChallengeOutcome Outcome, string Detail);

/// <summary>What has become of a challenge (PROTOCOL §7.3).</summary>
[JsonConverter(typeof(EnumNameJsonConverter<ChallengeOutcome>))]
public enum ChallengeOutcome
{
    /// <summary>Filed in time; its turn has not come.</summary>
    Pending,

    /// <summary>The evidence proves a fault: bond back, and a part of the slash.</summary>
    Upheld,

    /// <summary>The evidence proves nothing: the bond goes to the worker.</summary>
    Rejected,

    /// <summary>An earlier challenge had been upheld when its turn came: bond back.</summary>
    Moot,

    /// <summary>The challenger did not put up the bond; nothing was judged.</summary>
    Dropped,

    /// <summary>What it is judged by could not be read for as long as the rules wait: bond back, and nobody is convicted.</summary>
    Void,
}

/// <summary>Why a challenge is not taken, or not upheld.</summary>
public static class ChallengeErrors
{
    public static readonly ErrorCode NotFound = new("challenge/not-found");
    public static readonly ErrorCode TooEarly = new("challenge/too-early");
    public static readonly ErrorCode WindowClosed = new("challenge/window-closed");
    public static readonly ErrorCode AlreadyInvalid = new("challenge/already-invalid");
    public static readonly ErrorCode NotDisputable = new("challenge/not-disputable");
    public static readonly ErrorCode OwnResult = new("challenge/own-result");
    public static readonly ErrorCode TooMany = new("challenge/too-many");
    public static readonly ErrorCode NotItsTurn = new("challenge/not-its-turn");
    public static readonly ErrorCode NotElected = new("challenge/not-elected");
    public static readonly ErrorCode EvidenceTooLarge = new("challenge/evidence-too-large");
    public static readonly ErrorCode FaultProven = new("challenge/fault-proven");
}
