using System.Text;

namespace LazAI.Attestation.Tests;

/// <summary>The readers of TCB info and QE identity on texts that are nearly right.</summary>
public sealed class CollateralTextTests
{
    private const string Sgx = """
        {"id":"SGX","version":3,"issueDate":"2025-01-21T10:45:48Z","nextUpdate":"2025-02-20T10:45:48Z","fmspc":"00906eD50000",
        "pceId":"00ff","tcbType":0,"tcbEvaluationDataNumber":17,"tcbLevels":[{"tcb":{"sgxtcbcomponents":[{"svn":21,"type":"T"},
        {"svn":20},{"svn":2},{"svn":4},{"svn":1},{"svn":128},{"svn":14},{"svn":0},{"svn":0},{"svn":0},{"svn":0},{"svn":0},
        {"svn":0},{"svn":0},{"svn":0},{"svn":255}],"pcesvn":13},"tcbDate":"2024-03-13T00:00:00Z",
        "tcbStatus":"SWHardeningNeeded","advisoryIDs":["INTEL-SA-00334"]}]}
        """;

    private const string Identity = """
        {"id":"QE","version":2,"issueDate":"2025-01-21T10:41:40Z","nextUpdate":"2025-02-20T10:41:40Z","tcbEvaluationDataNumber":17,
        "miscselect":"01020304","miscselectMask":"FFFFFFff","attributes":"11000000000000000000000000000000",
        "attributesMask":"FBFFFFFFFFFFFFFF0000000000000000","isvprodid":1,
        "mrsigner":"8C4F5775D796503E96137F77C68A829A0056AC8DED70140B081B094490C57BFF",
        "tcbLevels":[{"tcb":{"isvsvn":8},"tcbDate":"2024-03-13T00:00:00Z","tcbStatus":"UpToDate"},
        {"tcb":{"isvsvn":6},"tcbDate":"2021-11-10T00:00:00Z","tcbStatus":"OutOfDate","advisoryIDs":["INTEL-SA-00615"]}]}
        """;

    [Fact]
    public void TcbInfo_Read_GivesItsFieldsWhateverTheCaseOfItsDigits()
    {
        Assert.True(TcbInfo.TryParse(Encoding.UTF8.GetBytes(Sgx), out var info));

        Assert.Equal(("00906ED50000", "00FF", 3, 17, false), (info.Fmspc, info.PceId, info.Version, info.TcbEvaluationDataNumber, info.IsTdx));
        Assert.Equal(new DateTimeOffset(2025, 2, 20, 10, 45, 48, TimeSpan.Zero), info.NextUpdate);
        var level = Assert.Single(info.TcbLevels);
        Assert.Equal(new TcbComponent(21, null, "T"), level.SgxComponents[0]);
        Assert.Equal((255, 13, TcbStatus.SWHardeningNeeded), (level.SgxComponents[15].Svn, level.PceSvn, level.Status));
        Assert.Equal("INTEL-SA-00334", Assert.Single(level.AdvisoryIds));
    }

    [Fact]
    public void QeIdentity_Read_GivesItsFields()
    {
        Assert.True(QeIdentity.TryParse(Encoding.UTF8.GetBytes(Identity), out var identity));

        Assert.Equal(("QE", 0x04030201u, uint.MaxValue, 1), (identity.Id, identity.MiscSelect, identity.MiscSelectMask, identity.IsvProdId));
        Assert.Equal(TcbStatus.OutOfDate, IsvTcbLevel.Select(identity.TcbLevels, 7)!.Status);
        Assert.Equal(TcbStatus.UpToDate, IsvTcbLevel.Select(identity.TcbLevels, 8)!.Status);
        Assert.Null(IsvTcbLevel.Select(identity.TcbLevels, 5));
    }

    [Theory]
    [InlineData("\"version\":3", "\"version\":3,\"version\":3")]
    [InlineData("\"version\":3", "\"version\":3,\"remark\":1,\"rem\\u0061rk\":1")]
    [InlineData("\"version\":3", "\"version\":4")]
    [InlineData("\"version\":3", "\"version\":2")]
    [InlineData("\"version\":3", "\"version\":3.5")]
    [InlineData("\"SGX\"", "\"QE\"")]
    [InlineData("\"SGX\"", "\"TDX\"")]
    [InlineData("\"SGX\"", "null")]
    [InlineData("\"SGX\"", "\"\\ud800\"")]
    [InlineData("00906eD50000", "00906eD5000")]
    [InlineData("00906eD50000", "00906eD5000000")]
    [InlineData("00906eD50000", "00906eD5000g")]
    [InlineData("10:45:48Z\",\"nextUpdate", "10:45:48\",\"nextUpdate")]
    [InlineData("10:45:48Z\",\"nextUpdate", "10:45:60Z\",\"nextUpdate")]
    [InlineData("\"tcbType\":0", "\"tcbType\":1")]
    [InlineData("\"tcbEvaluationDataNumber\":17", "\"tcbEvaluationDataNumber\":-1")]
    [InlineData("\"tcbEvaluationDataNumber\":17", "\"tcbEvaluationDataNumber\":99999999999")]
    [InlineData("{\"svn\":255}", "{\"svn\":65536}")]
    [InlineData("{\"svn\":255}", "{\"svn\":255},{\"svn\":0}")]
    [InlineData("{\"svn\":255}", "{}")]
    [InlineData("{\"svn\":20},", "")]
    [InlineData("\"pcesvn\":13", "\"pcesvn\":\"13\"")]
    [InlineData("SWHardeningNeeded", "swhardeningneeded")]
    [InlineData("SWHardeningNeeded", "TDRelaunchAdvised")]
    [InlineData("SWHardeningNeeded", "1")]
    [InlineData("[\"INTEL-SA-00334\"]", "\"INTEL-SA-00334\"")]
    [InlineData("[\"INTEL-SA-00334\"]", "[334]")]
    [InlineData("[\"INTEL-SA-00334\"]", "[[[[[[[[[[[[]]]]]]]]]]]]")]
    [InlineData("}]}", "}]} ,")]
    [InlineData("}]}", "}]")]
    public void TcbInfo_NearlyRight_IsRefused(string from, string to)
    {
        var text = Sgx.Replace(from, to, StringComparison.Ordinal);

        Assert.NotEqual(Sgx, text);
        Assert.False(TcbInfo.TryParse(Encoding.UTF8.GetBytes(text), out _));
    }

    [Theory]
    [InlineData("\"version\":2", "\"version\":1")]
    [InlineData("\"id\":\"QE\"", "\"id\":\"QE\",\"id\":\"QE\"")]
    [InlineData("01020304", "010203")]
    [InlineData("\"isvsvn\":8", "\"isvsvn\":65536")]
    [InlineData("\"isvprodid\":1,", "")]
    [InlineData("\"UpToDate\"", "\"Fine\"")]
    [InlineData("7BFF", "7B")]
    public void QeIdentity_NearlyRight_IsRefused(string from, string to)
    {
        var text = Identity.Replace(from, to, StringComparison.Ordinal);

        Assert.NotEqual(Identity, text);
        Assert.False(QeIdentity.TryParse(Encoding.UTF8.GetBytes(text), out _));
    }

    [Fact]
    public void Texts_OverTheirLimits_AreRefused()
    {
        Assert.False(TcbInfo.TryParse(Encoding.UTF8.GetBytes(Sgx + new string(' ', TcbInfo.LengthMaximum)), out _));
        Assert.False(QeIdentity.TryParse(Encoding.UTF8.GetBytes(Identity + new string(' ', QeIdentity.LengthMaximum)), out _));
        Assert.False(DcapCollateral.TryParse(new byte[DcapCollateral.BundleLengthMaximum + 1], out _, out var refusal));
        Assert.Equal(AttestationErrors.CollateralMalformed, refusal.Code);
    }
}
