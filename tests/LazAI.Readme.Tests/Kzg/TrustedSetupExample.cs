using LazAI.Cryptography.Kzg;

namespace LazAI.Readme.Tests.Kzg;

public class TrustedSetupExample
{
    [Fact]
    public void Setup_FromElsewhere_IsCheckedBeforeUse()
    {
        var bytes = TrustedSetup.Ethereum.ToBinary();
        bytes.AsSpan(48, 48).CopyTo(bytes.AsSpan(96, 48));

        #region README
        // The library carries Ethereum's set-up. Another one comes in once, and is checked then: it takes seconds.
        bool isRead = TrustedSetup.TryReadBinary(bytes, out var setup);
        TrustedSetupFault fault = TrustedSetupCheck.Run(setup);
        #endregion

        Assert.True(isRead);
        Assert.Equal(TrustedSetupFault.G1Powers, fault);
    }
}
