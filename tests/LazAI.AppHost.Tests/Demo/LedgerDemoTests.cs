using LazAI.AppHost.Demo;
using LazAI.Protocol;

namespace LazAI.AppHost.Tests.Demo;

public sealed class LedgerDemoTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("1", "0.000000000000000001")]
    [InlineData("10000000000000000", "0.01")]
    [InlineData("1234500000000000000000", "1,234.5")]
    public void Tokens_BaseUnits_AreWrittenAsTokens(string baseUnits, string tokens)
    {
        Assert.True(Amount.TryParse(baseUnits, out var amount));
        Assert.Equal(tokens, LedgerDemo.Tokens(amount));
    }
}
