using LazAI.Gateway.Feed;

namespace LazAI.Gateway.Pages.Tests.Feed;

public sealed class RateWindowTests
{
    [Fact]
    public void Read_InTheSecondOfTheCounts_LeavesItOut()
    {
        var window = new RateWindow();
        window.Add(1_000, 3);

        Assert.All(window.Read(1_000), count => Assert.Equal(0, count));
        Assert.Equal(3, window.Read(1_001)[^1]);
    }

    [Fact]
    public void Read_AfterSomeSeconds_HasTheCountsInTheirPlaces()
    {
        var window = new RateWindow();
        window.Add(1_000, 1);
        window.Add(1_000, 1);
        window.Add(1_002, 5);

        var counts = window.Read(1_004);

        Assert.Equal(RateWindow.Seconds, counts.Length);
        Assert.Equal<long>([2, 0, 5, 0], counts[^4..]);
        Assert.Equal(7, counts.Sum());
    }

    [Theory]
    [InlineData(RateWindow.Seconds, 4)]
    [InlineData(RateWindow.Seconds + 1, 0)]
    [InlineData(100_000, 0)]
    public void Read_AfterTheWindow_HasForgotten(int seconds, long expected)
    {
        var window = new RateWindow();
        window.Add(5_000, 4);

        Assert.Equal(expected, window.Read(5_000 + seconds).Sum());
    }
}
