namespace LazAI.Attestation.Tests;

/// <summary>The whole table by which Intel puts the status of a platform and that of an enclave or module together.</summary>
public sealed class TcbStatusMergeTests
{
    [Theory]
    [InlineData(TcbStatus.UpToDate, TcbStatus.OutOfDate)]
    [InlineData(TcbStatus.SWHardeningNeeded, TcbStatus.OutOfDate)]
    [InlineData(TcbStatus.ConfigurationNeeded, TcbStatus.OutOfDateConfigurationNeeded)]
    [InlineData(TcbStatus.ConfigurationAndSWHardeningNeeded, TcbStatus.OutOfDateConfigurationNeeded)]
    [InlineData(TcbStatus.OutOfDate, TcbStatus.OutOfDate)]
    [InlineData(TcbStatus.OutOfDateConfigurationNeeded, TcbStatus.OutOfDateConfigurationNeeded)]
    [InlineData(TcbStatus.Revoked, TcbStatus.Revoked)]
    public void Platform_WithEachStatusOfTheOther_HasTheTablesStatus(TcbStatus platform, TcbStatus withOutOfDate)
    {
        Assert.Equal(platform, TcbStatusMerge.Merge(platform, TcbStatus.UpToDate));
        Assert.Equal(withOutOfDate, TcbStatusMerge.Merge(platform, TcbStatus.OutOfDate));
        Assert.Equal(TcbStatus.Revoked, TcbStatusMerge.Merge(platform, TcbStatus.Revoked));
    }
}
