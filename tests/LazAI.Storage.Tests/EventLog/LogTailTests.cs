using LazAI.Grains.EventLog;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Storage.Tests;

public sealed class LogTailTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static RecordedEvent[] Events(params long[] positions) =>
        [.. positions.Select(position => new RecordedEvent(position, new StreamName("task", "a"), position, "T", new byte[10], Now))];

    private static LogTail Open(int events = 100, long bytes = 10_000, long head = 0)
    {
        var tail = new LogTail(events, bytes);
        tail.Open(head);
        return tail;
    }

    [Fact]
    public void BeforeItIsOpen_EverythingIsTooOldAndNothingIsTaken()
    {
        var tail = new LogTail(10, 1000);
        var read = tail.Read(0, 10);
        Assert.False(read.IsInWindow);
        Assert.False(tail.TryAdd(0, Events(1)));
        tail.Open(0);
        Assert.True(read.Grown.IsCompleted);
    }

    [Fact]
    public void Add_BehindTheHead_IsRead()
    {
        var tail = Open();
        var waiting = tail.Read(0, 10);
        Assert.True(waiting.IsInWindow);
        Assert.True(waiting.Events.IsEmpty);
        Assert.False(waiting.Grown.IsCompleted);

        Assert.True(tail.TryAdd(0, Events(1, 2, 5)));

        Assert.True(waiting.Grown.IsCompleted);
        Assert.Equal([1L, 2L, 5L], tail.Read(0, 10).Events.Select(e => e.Position));
        Assert.Equal([2L, 5L], tail.Read(1, 10).Events.Select(e => e.Position));
        Assert.Equal([5L], tail.Read(3, 10).Events.Select(e => e.Position));
        Assert.Equal([1L], tail.Read(0, 1).Events.Select(e => e.Position));
        Assert.Equal(5, tail.Head);
    }

    [Fact]
    public void Add_WithAHoleInBetween_IsRefused()
    {
        var tail = Open(head: 3);
        Assert.False(tail.TryAdd(4, Events(5)));
        tail.Announce(5);
        Assert.Equal((3, 5), (tail.Head, tail.Announced));
        Assert.True(tail.TryAdd(3, Events(4, 5)));
    }

    [Fact]
    public void Add_OfWhatIsThere_ChangesNothing()
    {
        var tail = Open();
        tail.TryAdd(0, Events(1, 2));
        var waiting = tail.Read(2, 10);
        Assert.True(tail.TryAdd(0, Events(1, 2)));
        Assert.False(waiting.Grown.IsCompleted);
        Assert.True(tail.TryAdd(1, Events(2, 3)));
        Assert.Equal([1L, 2L, 3L], tail.Read(0, 10).Events.Select(e => e.Position));
    }

    [Theory]
    [InlineData(3, 10_000)]
    [InlineData(100, 30)]
    public void Window_OverItsLimits_LosesTheOldest(int events, long bytes)
    {
        var tail = Open(events, bytes);
        for (var position = 1; position <= 5; position++)
        {
            tail.TryAdd(position - 1, Events(position));
        }

        Assert.False(tail.Read(1, 10).IsInWindow);
        Assert.Equal([3L, 4L, 5L], tail.Read(2, 10).Events.Select(e => e.Position));
    }

    [Fact]
    public void Window_SmallerThanOneEvent_HoldsTheNewest()
    {
        var tail = Open(events: 10, bytes: 1);
        tail.TryAdd(0, Events(1, 2));
        Assert.False(tail.Read(0, 10).IsInWindow);
        Assert.Equal([2L], tail.Read(1, 10).Events.Select(e => e.Position));
    }

    [Fact]
    public void RandomUse_NeverShowsAHole()
    {
        var random = TestSeed.Create(output);
        var tail = Open(events: 8);
        long written = 0;
        long read = 0;
        for (var step = 0; step < 5000; step++)
        {
            if (random.Next(2) == 0)
            {
                // Two feeders: one may be late, one may be early.
                var after = Math.Max(0, written - random.Next(3));
                var to = Math.Max(written, after + random.Next(1, 5));
                var accepted = tail.TryAdd(after, Events([.. Enumerable.Range((int)after + 1, (int)(to - after)).Select(p => (long)p)]));
                Assert.True(accepted);
                written = to;
            }
            else
            {
                Assert.False(tail.TryAdd(written + 1, Events(written + 2)));
                var found = tail.Read(read, random.Next(1, 6));
                Assert.Equal(read >= Math.Max(0, written - 8), found.IsInWindow);
                Assert.Equal(Enumerable.Range(1, found.Events.Length).Select(i => read + i), found.Events.Select(e => e.Position));
                read = found.IsInWindow ? read + found.Events.Length : written - random.Next(9);
                read = Math.Max(0, read);
            }
        }
    }
}
