using System.Collections.Immutable;
using System.Text;
using LazAI.Grains.EventLog;

namespace LazAI.Storage.Tests;

/// <summary>What every event log promises; run on each implementation of the port.</summary>
public abstract class EventLogConformance
{
    // A test that waits for ever is a failed test; nothing is asserted about how long anything takes.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>The log under test, empty.</summary>
    protected abstract IEventLog Log { get; }

    /// <summary>Another writer to the same log, as another process would be; the same one where there is but one process.</summary>
    protected abstract IEventLog OtherWriter { get; }

    protected static CancellationToken Deadline => new CancellationTokenSource(Patience).Token;

    protected static StreamName Stream(string key) => new("task", key);

    protected static ImmutableArray<EventData> Events(params string[] payloads) =>
        [.. payloads.Select(payload => new EventData("Happened", Encoding.UTF8.GetBytes(payload)))];

    protected static string Text(RecordedEvent recorded) => Encoding.UTF8.GetString(recorded.Payload.Span);

    protected static async Task<List<RecordedEvent>> ReadStreamAsync(IEventLog log, StreamName stream, long afterVersion = 0)
    {
        var events = new List<RecordedEvent>();
        await foreach (var recorded in log.ReadStreamAsync(stream, afterVersion, Deadline))
        {
            events.Add(recorded);
        }

        return events;
    }

    protected static async Task<List<RecordedEvent>> ReadAllAsync(IEventLog log, int pageSize)
    {
        var events = new List<RecordedEvent>();
        while (await log.ReadAllAsync(events.Count == 0 ? 0 : events[^1].Position, pageSize, Deadline) is { IsEmpty: false } page)
        {
            Assert.InRange(page.Length, 1, pageSize);
            events.AddRange(page);
        }

        return events;
    }

    protected static async Task<List<RecordedEvent>> FollowAsync(IEventLog log, long after, int count, int maximumBatch = 1024)
    {
        var events = new List<RecordedEvent>();
        await foreach (var batch in log.FollowAsync(after, maximumBatch, Deadline))
        {
            Assert.InRange(batch.Length, 1, maximumBatch);
            events.AddRange(batch);
            if (events.Count >= count)
            {
                return events;
            }
        }

        throw new InvalidOperationException("A follower ended by itself.");
    }

    [Fact]
    public async Task Append_ToNewStream_IsReadBackUnchanged()
    {
        var outcome = await Log.AppendAsync(Stream("a"), 0, Events("one", "two"), Deadline);

        var appended = Assert.IsType<Appended>(outcome);
        Assert.Equal(2, appended.StreamVersion);
        var events = await ReadStreamAsync(Log, Stream("a"));
        Assert.Equal([1L, 2L], events.Select(e => e.Version));
        Assert.Equal(["one", "two"], events.Select(Text));
        Assert.All(events, e => Assert.Equal("Happened", e.Type));
        Assert.All(events, e => Assert.Equal(Stream("a"), e.Stream));
        Assert.All(events, e => Assert.Equal(TimeSpan.Zero, e.RecordedAt.Offset));
        Assert.Equal(appended.LastPosition, events[^1].Position);
        Assert.True(events[0].Position < events[1].Position);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(long.MaxValue - 10)]
    public async Task Append_AtOtherVersion_ConflictsAndWritesNothing(long expectedVersion)
    {
        await Log.AppendAsync(Stream("a"), 0, Events("one", "two"), Deadline);
        var head = await Log.GetHeadPositionAsync(Deadline);

        var outcome = await Log.AppendAsync(Stream("a"), expectedVersion, Events("no"), Deadline);

        Assert.Equal(new AppendConflict(2), outcome);
        Assert.Equal(2, (await ReadStreamAsync(Log, Stream("a"))).Count);
        Assert.Equal(head, await Log.GetHeadPositionAsync(Deadline));
    }

    [Fact]
    public async Task Append_ToMissingStreamAtLaterVersion_ConflictsAtZero() =>
        Assert.Equal(new AppendConflict(0), await Log.AppendAsync(Stream("none"), 4, Events("no"), Deadline));

    [Fact]
    public async Task Append_ConflictAmongOthersAtTheSameMoment_FailsAlone()
    {
        await Log.AppendAsync(Stream("taken"), 0, Events("first"), Deadline);

        var appends = Enumerable.Range(0, 60)
            .Select(i => i % 3 == 1
                ? Log.AppendAsync(Stream("taken"), 0, Events("no"), Deadline)
                : Log.AppendAsync(Stream($"s{i}"), 0, Events($"{i}a", $"{i}b"), Deadline))
            .Select(append => append.AsTask())
            .ToList();
        var outcomes = await Task.WhenAll(appends);

        Assert.All(outcomes.Where((_, i) => i % 3 == 1), outcome => Assert.Equal(new AppendConflict(1), outcome));
        Assert.All(outcomes.Where((_, i) => i % 3 != 1), outcome => Assert.Equal(2, Assert.IsType<Appended>(outcome).StreamVersion));
        Assert.Single(await ReadStreamAsync(Log, Stream("taken")));
        var all = await ReadAllAsync(Log, 1000);
        Assert.Equal(1 + (40 * 2), all.Count);
        foreach (var (outcome, i) in outcomes.Select((outcome, i) => (outcome, i)).Where(pair => pair.i % 3 != 1))
        {
            // The answer names the very position that a reader finds.
            var events = await ReadStreamAsync(Log, Stream($"s{i}"));
            Assert.Equal([$"{i}a", $"{i}b"], events.Select(Text));
            Assert.Equal(events[1].Position, ((Appended)outcome).LastPosition);
        }
    }

    [Fact]
    public async Task Append_ManyCallersOnOneStream_GiveEachVersionOnce()
    {
        const int callers = 64;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, callers)
            .Select(i => (i % 2 == 0 ? Log : OtherWriter).AppendAsync(Stream("hot"), 0, Events($"{i}"), Deadline).AsTask()));

        Assert.Single(outcomes.OfType<Appended>());
        Assert.All(outcomes.OfType<AppendConflict>(), conflict => Assert.Equal(1, conflict.ActualVersion));
        Assert.Single(await ReadStreamAsync(Log, Stream("hot")));
    }

    [Fact]
    public async Task Append_WithRetryAfterConflict_EveryCallerGetsItsTurn()
    {
        const int callers = 24;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async i =>
        {
            var log = i % 2 == 0 ? Log : OtherWriter;
            long expected = 0;
            while (await log.AppendAsync(Stream("hot"), expected, Events($"{i}a", $"{i}b"), Deadline) is AppendConflict conflict)
            {
                Assert.NotEqual(expected, conflict.ActualVersion);
                expected = conflict.ActualVersion;
            }
        }));

        var events = await ReadStreamAsync(Log, Stream("hot"));
        Assert.Equal(Enumerable.Range(1, callers * 2).Select(version => (long)version), events.Select(e => e.Version));

        // All or nothing also means side by side: nobody's events come between those of one append.
        Assert.All(events.Chunk(2), pair => Assert.Equal(Text(pair[0])[..^1] + "b", Text(pair[1])));
        Assert.Equal(callers, events.Chunk(2).Select(pair => Text(pair[0])).Distinct().Count());
    }

    [Fact]
    public async Task Append_PipelinedOnOneStream_KeepsTheCallersOrder()
    {
        var appends = Enumerable.Range(0, 20).Select(i => Log.AppendAsync(Stream("chain"), i, Events($"{i}"), Deadline).AsTask());
        var outcomes = await Task.WhenAll(appends.ToList());

        Assert.Equal(Enumerable.Range(1, 20).Select(version => (long)version), outcomes.Select(o => Assert.IsType<Appended>(o).StreamVersion));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), (await ReadStreamAsync(Log, Stream("chain"))).Select(Text));
    }

    public static TheoryData<string, string, long, ImmutableArray<EventData>> Refused => new()
    {
        { "no events", "a", 0, [] },
        { "default events", "a", 0, default },
        { "negative version", "a", -1, Events("x") },
        { "too many events", "a", 0, [.. Enumerable.Repeat(new EventData("T", default), EventLogLimits.EventsPerAppendMaximum + 1)] },
        { "payload too large", "a", 0, [new EventData("T", new byte[EventLogLimits.PayloadBytesMaximum + 1])] },
        {
            "append too large", "a", 0,
            [.. Enumerable.Repeat(
                new EventData("T", new byte[EventLogLimits.PayloadBytesMaximum]),
                (EventLogLimits.AppendBytesMaximum / EventLogLimits.PayloadBytesMaximum) + 1)]
        },
        { "no type", "a", 0, [new EventData(null!, default)] },
        { "empty type", "a", 0, [new EventData("", default)] },
        { "type too long", "a", 0, [new EventData(new string('t', EventLogLimits.TypeLengthMaximum + 1), default)] },
        { "type with U+0000", "a", 0, [new EventData("a\0b", default)] },
        { "type with half a surrogate pair", "a", 0, [new EventData("a\ud800b", default)] },
        { "stream with U+0000", "a\0", 0, Events("x") },
        { "stream with half a surrogate pair", "\udc00", 0, Events("x") },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Append_BadArguments_AreRefusedAndWriteNothing(string what, string key, long expectedVersion, ImmutableArray<EventData> events)
    {
        Assert.NotEmpty(what);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Log.AppendAsync(Stream(key), expectedVersion, events, Deadline));
        Assert.Equal(0, await Log.GetHeadPositionAsync(Deadline));
    }

    [Fact]
    public async Task Append_DefaultStreamName_IsRefused() =>
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Log.AppendAsync(default, 0, Events("x"), Deadline));

    [Fact]
    public async Task Append_AtTheLimits_IsAccepted()
    {
        var large = new byte[EventLogLimits.PayloadBytesMaximum];
        new Random(1).NextBytes(large);
        var longest = new string('t', EventLogLimits.TypeLengthMaximum);
        var key = new string('k', StreamName.MaximumLength - "task/".Length);
        await Log.AppendAsync(Stream(key), 0, [new EventData(longest, large), new EventData("é/😀", default)], Deadline);
        await Log.AppendAsync(
            Stream("many"), 0, [.. Enumerable.Repeat(new EventData("T", new byte[] { 0, 255 }), EventLogLimits.EventsPerAppendMaximum)], Deadline);

        var events = await ReadStreamAsync(Log, Stream(key));
        Assert.Equal(longest, events[0].Type);
        Assert.True(events[0].Payload.Span.SequenceEqual(large));
        Assert.Equal("é/😀", events[1].Type);
        Assert.True(events[1].Payload.IsEmpty);
        var many = await ReadStreamAsync(Log, Stream("many"));
        Assert.Equal(EventLogLimits.EventsPerAppendMaximum, many.Count);
        Assert.Equal(new byte[] { 0, 255 }, many[^1].Payload.ToArray());
    }

    [Fact]
    public async Task StreamName_WithSlashesAndUnicodeInTheKey_IsReadBack()
    {
        var stream = new StreamName("ledger", "a/ü/😀 '\"\\%");
        await Log.AppendAsync(stream, 0, Events("x"), Deadline);
        Assert.Equal(stream, Assert.Single(await ReadAllAsync(Log, 10)).Stream);
        Assert.Single(await ReadStreamAsync(Log, stream));
    }

    [Fact]
    public async Task Append_CancelledBeforehand_WritesNothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Log.AppendAsync(Stream("a"), 0, Events("x"), new CancellationToken(canceled: true)));
        Assert.Equal(0, await Log.GetHeadPositionAsync(Deadline));
    }

    [Fact]
    public async Task Reads_CancelledBeforehand_AreCancelled()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Log.AppendAsync(Stream("a"), 0, Events("x"), Deadline);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Log.ReadAllAsync(0, 1, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Log.GetHeadPositionAsync(cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var recorded in Log.ReadStreamAsync(Stream("a"), 0, cancelled))
            {
                Assert.NotNull(recorded);
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var batch in Log.FollowAsync(0, 1, cancelled))
            {
                Assert.False(batch.IsEmpty);
            }
        });
    }

    [Fact]
    public async Task ReadStream_BehindAVersion_GivesTheRest()
    {
        await Log.AppendAsync(Stream("a"), 0, Events("1", "2", "3"), Deadline);
        await Log.AppendAsync(Stream("b"), 0, Events("other"), Deadline);
        Assert.Equal(["3"], (await ReadStreamAsync(Log, Stream("a"), afterVersion: 2)).Select(Text));
        Assert.Empty(await ReadStreamAsync(Log, Stream("a"), afterVersion: 3));
        Assert.Empty(await ReadStreamAsync(Log, Stream("a"), afterVersion: 300));
        Assert.Empty(await ReadStreamAsync(Log, Stream("nobody")));
    }

    [Fact]
    public async Task ReadAll_InPagesOfAnySize_GivesTheSameEvents()
    {
        for (var i = 0; i < 10; i++)
        {
            await Log.AppendAsync(Stream($"s{i % 3}"), i / 3 * 2, Events($"{i}a", $"{i}b"), Deadline);
        }

        var whole = await ReadAllAsync(Log, 1000);
        Assert.Equal(20, whole.Count);
        Assert.Equal(whole[^1].Position, await Log.GetHeadPositionAsync(Deadline));
        foreach (var pageSize in (int[])[1, 3, 7, 20])
        {
            Assert.Equal(whole.Select(e => (e.Position, Text(e))), (await ReadAllAsync(Log, pageSize)).Select(e => (e.Position, Text(e))));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task Reads_WithoutRoomForAnEvent_AreRefused(int maximum)
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Log.ReadAllAsync(0, maximum, Deadline));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () =>
        {
            await foreach (var batch in Log.FollowAsync(0, maximum, Deadline))
            {
                Assert.False(batch.IsEmpty);
            }
        });
    }

    [Fact]
    public async Task EmptyLog_HasNothingToRead()
    {
        Assert.Equal(0, await Log.GetHeadPositionAsync(Deadline));
        Assert.True((await Log.ReadAllAsync(0, 10, Deadline)).IsEmpty);
        Assert.True((await Log.ReadAllAsync(1_000_000, 10, Deadline)).IsEmpty);
    }

    [Fact]
    public async Task Follow_OfAnEmptyLog_SeesWhatComesLater()
    {
        var following = FollowAsync(Log, 0, 3);
        await Log.AppendAsync(Stream("a"), 0, Events("1"), Deadline);
        await OtherWriter.AppendAsync(Stream("a"), 1, Events("2", "3"), Deadline);
        Assert.Equal(["1", "2", "3"], (await following).Select(Text));
    }

    [Fact]
    public async Task Follow_Resumed_MissesNothingAndRepeatsNothing()
    {
        for (var i = 0; i < 30; i++)
        {
            await Log.AppendAsync(Stream("a"), i, Events($"{i}"), Deadline);
        }

        var seen = new List<RecordedEvent>();
        while (seen.Count < 30)
        {
            seen.AddRange(await FollowAsync(Log, seen.Count == 0 ? 0 : seen[^1].Position, count: 1, maximumBatch: 4));
        }

        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"{i}"), seen.Select(Text));
    }

    [Fact]
    public async Task Follow_GivesTheSameEventsAsReading()
    {
        var following = FollowAsync(Log, 0, 12);
        for (var i = 0; i < 6; i++)
        {
            await (i % 2 == 0 ? Log : OtherWriter).AppendAsync(Stream($"{i}"), 0, Events("x", "yy"), Deadline);
        }

        var followed = await following;
        var read = await ReadAllAsync(Log, 100);
        Assert.Equal(
            read.Select(e => (e.Position, e.Stream, e.Version, e.Type, Text(e), e.RecordedAt)),
            followed.Select(e => (e.Position, e.Stream, e.Version, e.Type, Text(e), e.RecordedAt)));
    }

    [Fact]
    public async Task Follow_WhileSeveralWritersAppend_SeesAllInOrder()
    {
        const int writers = 16;
        const int appends = 25;
        var followers = Enumerable.Range(0, 5)
            .Select(i => FollowAsync(i % 2 == 0 ? Log : OtherWriter, 0, writers * appends * 2, maximumBatch: 1 + (i * 50)))
            .ToList();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
        {
            var log = writer % 2 == 0 ? Log : OtherWriter;
            var own = new List<Appended>();
            for (var i = 0; i < appends; i++)
            {
                var outcome = await log.AppendAsync(Stream($"w{writer}"), i * 2, Events($"{writer}:{i}a", $"{writer}:{i}b"), Deadline);
                own.Add(Assert.IsType<Appended>(outcome));
            }

            return own;
        }));

        var stored = await ReadAllAsync(Log, 1000);
        Assert.Equal(writers * appends * 2, stored.Count);
        Assert.Equal(stored.Select(e => e.Position).Distinct().Order(), stored.Select(e => e.Position));
        Assert.Equal(stored[^1].Position, outcomes.SelectMany(own => own).Max(appended => appended.LastPosition));
        foreach (var own in outcomes)
        {
            Assert.Equal(own.Select(appended => appended.LastPosition).Order(), own.Select(appended => appended.LastPosition));
        }

        foreach (var followed in await Task.WhenAll(followers))
        {
            // The same order as stored: nothing below a position that was seen came later.
            Assert.Equal(stored.Select(e => (e.Position, e.Stream, e.Version)), followed.Select(e => (e.Position, e.Stream, e.Version)));
        }
    }

    [Fact]
    public async Task Follow_Cancelled_Ends()
    {
        using var cancellation = new CancellationTokenSource();
        var following = Task.Run(async () =>
        {
            await foreach (var batch in Log.FollowAsync(0, 10, cancellation.Token))
            {
                Assert.False(batch.IsEmpty);
                await cancellation.CancelAsync();
            }
        });
        await Log.AppendAsync(Stream("a"), 0, Events("x"), Deadline);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following.WaitAsync(Deadline));
    }
}
