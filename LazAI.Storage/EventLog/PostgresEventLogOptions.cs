using Microsoft.Extensions.Options;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Settings of <see cref="PostgresEventLog"/>.</summary>
public sealed class PostgresEventLogOptions
{
    /// <summary>Where the database is (Npgsql keywords). Holds a password: never logged.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Appends that may wait for the writer; the next caller waits before it is queued. Higher absorbs longer
    /// stalls of the database at the cost of memory and of latency behind the stall.</summary>
    public int QueueAppendsMaximum { get; set; } = 4096;

    /// <summary>Events that go out in one group commit. Higher is more throughput under load and a longer commit.</summary>
    public int GroupEventsMaximum { get; set; } = 1024;

    /// <summary>Payload bytes that go out in one group commit. An append that is larger goes out alone.</summary>
    public int GroupBytesMaximum { get; set; } = 4 * 1024 * 1024;

    /// <summary>How long a group commit may take before its outcome counts as unknown.</summary>
    public TimeSpan CommitTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long waiting appends are kept while the database is away. Longer rides over a restart of the database,
    /// shorter tells the callers sooner.</summary>
    public TimeSpan ConnectPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest pause between two attempts to connect; pauses double from 20 ms up to it.</summary>
    public TimeSpan ReconnectPauseMaximum { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the shared tail asks for news when no notification has come: the bound on a follower's delay when
    /// notifications are lost, and how fast a dead listener is noticed.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Recent events that all followers of this process share in memory. Higher lets slower followers stay off the
    /// database.</summary>
    public int TailEventsMaximum { get; set; } = 32_768;

    /// <summary>Payload bytes of those events.</summary>
    public long TailBytesMaximum { get; set; } = 64 * 1024 * 1024;

    /// <summary>Payload bytes that one read takes from the database at once; a longer answer comes in several reads.</summary>
    public int ReadBytesMaximum { get; set; } = 8 * 1024 * 1024;
}

/// <summary>Refuses settings with which the log could not work.</summary>
public sealed class PostgresEventLogOptionsValidator : IValidateOptions<PostgresEventLogOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PostgresEventLogOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<string>();
        Require(IsConnectionString(options.ConnectionString), $"{nameof(options.ConnectionString)} does not name a host.");
        Require(options.QueueAppendsMaximum >= 1, $"{nameof(options.QueueAppendsMaximum)} is at least 1.");
        Require(options.GroupEventsMaximum is >= 1 and <= 65_536, $"{nameof(options.GroupEventsMaximum)} is 1 to 65,536.");
        Require(
            options.GroupBytesMaximum is >= 1 and <= 256 * 1024 * 1024, $"{nameof(options.GroupBytesMaximum)} is 1 byte to 256 MiB.");
        Require(options.CommitTimeout >= TimeSpan.FromSeconds(1), $"{nameof(options.CommitTimeout)} is at least a second.");
        Require(options.ConnectPatience >= TimeSpan.Zero, $"{nameof(options.ConnectPatience)} is not negative.");
        Require(options.ReconnectPauseMaximum > TimeSpan.Zero, $"{nameof(options.ReconnectPauseMaximum)} is positive.");
        Require(
            options.PollInterval >= TimeSpan.FromMilliseconds(10), $"{nameof(options.PollInterval)} is at least 10 ms.");
        Require(options.TailEventsMaximum >= 1, $"{nameof(options.TailEventsMaximum)} is at least 1.");
        Require(options.TailBytesMaximum >= 1, $"{nameof(options.TailBytesMaximum)} is at least 1.");
        Require(options.ReadBytesMaximum >= 1, $"{nameof(options.ReadBytesMaximum)} is at least 1.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Require(bool holds, string failure)
        {
            if (!holds)
            {
                failures.Add(failure);
            }
        }
    }

    // The text itself stays out of the failure, since it may carry a password.
    private static bool IsConnectionString(string text)
    {
        try
        {
            return !string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(text).Host);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            return false;
        }
    }
}
