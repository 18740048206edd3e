using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Grains.Network;
using LazAI.Grains.Queries;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.Gateway.Feed;

/// <summary>Event <c>totals</c> of the live feed.</summary>
/// <param name="Slot">The slot that the service is in.</param>
/// <param name="Tasks">How many tasks have each status, in the order of a task's life.</param>
/// <param name="Rates">Tasks a second.</param>
/// <param name="Log">The event log.</param>
public sealed record FeedTotals(Slot Slot, ImmutableArray<StatusCount> Tasks, TaskRates Rates, FeedLog Log);

/// <summary>The event log as the feed's follower sees it.</summary>
/// <param name="Answers">Whether the log's store answers; if not, <paramref name="Head"/> is the last one known.</param>
/// <param name="Position">How far the log has been followed.</param>
/// <param name="Head">Position of the newest event.</param>
/// <param name="Lag">Events that the follower has yet to see.</param>
/// <param name="EventsPerSecond">The last 60 complete seconds, oldest first.</param>
public sealed record FeedLog(bool Answers, long Position, long Head, long Lag, ImmutableArray<long> EventsPerSecond);

/// <summary>Event <c>tasks</c>: the tasks that changed last, newest change first.</summary>
public sealed record FeedTasks(ImmutableArray<FeedTask> Tasks);

/// <summary>A line of <see cref="FeedTasks"/>. What the task index has not caught up with yet is absent.</summary>
/// <param name="SubmittedAt">Slot of submission.</param>
/// <param name="EligibleSessions">Of a task that waits: open worker sessions whose evidence its model accepts, as <c>GET /v1/models/{id}</c>
/// says; absent while that is not known, and of any other task.</param>
public sealed record FeedTask(
    TaskId TaskId, ComputeTaskStatus Status, ModelId? ModelId, Address? Worker, int? Attempt, Slot? SubmittedAt, int? EligibleSessions = null);

/// <summary>Event <c>workers</c>.</summary>
/// <param name="More">There are more workers than are shown.</param>
public sealed record FeedWorkers(ImmutableArray<FeedWorker> Workers, bool More);

/// <summary>A line of <see cref="FeedWorkers"/>.</summary>
/// <param name="Capacity">Tasks that its open sessions take at a time.</param>
/// <param name="InFlight">Tasks that it holds now.</param>
/// <param name="Reputation">From 1 to 10,000.</param>
/// <param name="Development">An open session's evidence proves nothing about hardware.</param>
/// <param name="Debug">An open session's enclave runs under debug and keeps no secrets.</param>
public sealed record FeedWorker(
    Address Worker,
    Amount Stake,
    int Sessions,
    int Capacity,
    int InFlight,
    int Reputation,
    long Accepted,
    long Failed,
    Slot LastSeen,
    ImmutableArray<string> Evidence,
    bool Development,
    bool Debug);

/// <summary>Event <c>grains</c>.</summary>
/// <param name="Runtime">Which grain runtime this is.</param>
public sealed record FeedGrains(string Runtime, ImmutableArray<GrainTypeMeasurement> GrainTypes);
