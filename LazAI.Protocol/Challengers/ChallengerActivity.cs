using System.Text.Json.Serialization;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Challengers;

/// <summary>Which activity it is: the position in the log of the event that it follows from, and its number among those of that event.</summary>
/// <remarks>A follower of the log numbers activities the same way each time it reads the log, so the registry, which remembers the last mark
/// only, counts each once.</remarks>
public sealed record ActivityMark(long Position, int Index)
{
    /// <summary>Whether this one comes after <paramref name="other"/>; everything comes after null.</summary>
    public bool IsAfter(ActivityMark? other) =>
        other is null || Position > other.Position || (Position == other.Position && Index > other.Index);
}

/// <summary>Something that a challenger has done or failed to do, as the log tells it.</summary>
/// <param name="TaskId">The task that it is about.</param>
/// <param name="Challenge">The fraud proof, for what came of one.</param>
/// <param name="Amount">The reward of an upheld challenge or the bond lost with a rejected one; otherwise nothing.</param>
/// <param name="At">When: of a duty, the last slot of its window.</param>
public sealed record ChallengerActivity(
    ActivityMark Mark, Address Challenger, ChallengerActivityKind Kind, TaskId TaskId, Bytes32? Challenge, Amount Amount, Slot At);

/// <summary>What a challenger can do.</summary>
[JsonConverter(typeof(EnumNameJsonConverter<ChallengerActivityKind>))]
public enum ChallengerActivityKind
{
    /// <summary>Reported the result as checked, or filed a fraud proof, within the window of its duty.</summary>
    /// <remarks>Like a miss it is told when the window has closed, and of several windows that close in one slot in the order of the tasks'
    /// ids: an order that depended on the outcome would bend the test.</remarks>
    DutyDone = 0,

    /// <summary>Did neither.</summary>
    DutyMissed = 1,

    /// <summary>Its fraud proof was found to hold.</summary>
    ChallengeUpheld = 2,

    /// <summary>Its fraud proof proved nothing; the bond is lost.</summary>
    ChallengeRejected = 3,

    /// <summary>Its fraud proof came after another that had already settled the matter; the bond returns.</summary>
    ChallengeMoot = 4,
}
