using System.Text;
using LazAI.Cli.Keys;
using LazAI.Protocol.Encoding;

namespace LazAI.Client.Tests.Cli;

public sealed class KeyShownTests
{
    [Fact]
    public void ToString_OfARevealedKey_LeavesThePrivateKeyOut()
    {
        const string Secret = "0x00112233";
        var shown = new KeysCommand.KeyShown(default, "/keys/a.json", true, Secret);
        Assert.Contains(Secret, Encoding.UTF8.GetString(CanonicalJson.Serialize(shown)), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, shown.ToString(), StringComparison.Ordinal);
        Assert.Contains("/keys/a.json", shown.ToString(), StringComparison.Ordinal);
    }
}
