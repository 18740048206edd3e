using LazAI.Protocol;

namespace LazAI.Client.Tests.Network;

public sealed class NetworkClockTests
{
    [Fact]
    public void Now_TimePasses_CountsWholeSlotsFromTheLastOneNamed()
    {
        using var account = new TestAccount();
        var clock = account.Clock;

        account.Time.Advance(TimeSpan.FromMilliseconds(1_999));
        Assert.Equal(new Slot(100), clock.Now);
        account.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(new Slot(101), clock.Now);
        account.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(new Slot(131), clock.Now);

        clock.Observe(new Slot(500));
        Assert.Equal(new Slot(500), clock.Now);
        account.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(new Slot(501), clock.Now);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2_000, 1)]
    [InlineData(2_001, 2)]
    [InlineData(60_000, 30)]
    public void SlotsFor_Duration_IsRoundedUp(int milliseconds, long slots)
    {
        using var account = new TestAccount();

        Assert.Equal(slots, account.Clock.SlotsFor(TimeSpan.FromMilliseconds(milliseconds)));
    }

    [Fact]
    public void Draw_Nonces_DifferAndAreExactInJson()
    {
        var nonces = Enumerable.Range(0, 1_000).Select(_ => CommandNonce.Draw()).ToArray();

        Assert.Equal(nonces.Length, nonces.Distinct().Count());
        Assert.All(nonces, nonce => Assert.InRange(nonce, 0UL, (ulong)Slot.NumberMaximum));
    }

    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 200)]
    [InlineData(4, 800)]
    [InlineData(5, 1_000)]
    [InlineData(1_000_000, 1_000)]
    public void Backoff_Failures_DoubleUpToTheMaximum(int failures, int milliseconds)
    {
        var backoff = new ExponentialBackoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), backoff.Ceiling(failures));
        Assert.All(Enumerable.Range(0, 100), _ => Assert.InRange(backoff.Draw(failures), TimeSpan.Zero, backoff.Ceiling(failures)));
    }
}
