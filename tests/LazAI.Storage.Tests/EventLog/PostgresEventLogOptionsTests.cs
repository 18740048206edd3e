using Microsoft.Extensions.Options;

namespace LazAI.Storage.Tests;

public sealed class PostgresEventLogOptionsTests
{
    private const string Host = "Host=127.0.0.1;Username=u;Password=tr0ub4dor";

    [Fact]
    public void Defaults_WithAConnectionString_AreAccepted()
    {
        var options = new PostgresEventLogOptions { ConnectionString = Host };
        Assert.True(new PostgresEventLogOptionsValidator().Validate(null, options).Succeeded);
        Assert.Equal(4096, options.QueueAppendsMaximum);
        Assert.Equal(1024, options.GroupEventsMaximum);
        Assert.Equal(4 * 1024 * 1024, options.GroupBytesMaximum);
        Assert.Equal(TimeSpan.FromSeconds(30), options.CommitTimeout);
        Assert.Equal(TimeSpan.FromSeconds(10), options.ConnectPatience);
    }

    public static TheoryData<string, Action<PostgresEventLogOptions>> Refused => new()
    {
        { nameof(PostgresEventLogOptions.ConnectionString), o => o.ConnectionString = "" },
        { nameof(PostgresEventLogOptions.ConnectionString), o => o.ConnectionString = "Username=u;Password=tr0ub4dor" },
        { nameof(PostgresEventLogOptions.ConnectionString), o => o.ConnectionString = "Password=tr0ub4dor;nonsense" },
        { nameof(PostgresEventLogOptions.QueueAppendsMaximum), o => o.QueueAppendsMaximum = 0 },
        { nameof(PostgresEventLogOptions.GroupEventsMaximum), o => o.GroupEventsMaximum = 0 },
        { nameof(PostgresEventLogOptions.GroupBytesMaximum), o => o.GroupBytesMaximum = 0 },
        { nameof(PostgresEventLogOptions.CommitTimeout), o => o.CommitTimeout = TimeSpan.FromMilliseconds(10) },
        { nameof(PostgresEventLogOptions.ConnectPatience), o => o.ConnectPatience = TimeSpan.FromSeconds(-1) },
        { nameof(PostgresEventLogOptions.ReconnectPauseMaximum), o => o.ReconnectPauseMaximum = TimeSpan.Zero },
        { nameof(PostgresEventLogOptions.PollInterval), o => o.PollInterval = TimeSpan.Zero },
        { nameof(PostgresEventLogOptions.TailEventsMaximum), o => o.TailEventsMaximum = 0 },
        { nameof(PostgresEventLogOptions.TailBytesMaximum), o => o.TailBytesMaximum = 0 },
        { nameof(PostgresEventLogOptions.ReadBytesMaximum), o => o.ReadBytesMaximum = 0 },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Option_OutOfRange_IsRefusedByNameWithoutTheSecret(string option, Action<PostgresEventLogOptions> spoil)
    {
        var options = new PostgresEventLogOptions { ConnectionString = Host };
        spoil(options);
        using var metrics = new StorageMetrics();
        var refusal = Assert.Throws<OptionsValidationException>(() => new PostgresEventLog(options, metrics));
        Assert.Contains(option, Assert.Single(refusal.Failures), StringComparison.Ordinal);
        Assert.DoesNotContain("tr0ub4dor", refusal.ToString(), StringComparison.Ordinal);
    }
}
