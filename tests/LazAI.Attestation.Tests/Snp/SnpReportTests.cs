using System.Buffers.Binary;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

public sealed class SnpReportTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Report_OfKnownVersion_HasEveryFieldInItsPlace(uint version)
    {
        var bytes = Minimal(version);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(0x004), 7);
        bytes.AsSpan(0x010, 16).Fill(0x11);
        bytes.AsSpan(0x020, 16).Fill(0x12);
        bytes[0x030] = 3;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(0x038), 0x0807060504030201);
        bytes[0x040] = 0x25;
        bytes[0x048] = 0x07;
        bytes.AsSpan(0x050, 64).Fill(0x13);
        bytes.AsSpan(0x090, 48).Fill(0x14);
        bytes.AsSpan(0x0c0, 32).Fill(0x15);
        bytes.AsSpan(0x0e0, 48).Fill(0x16);
        bytes.AsSpan(0x110, 48).Fill(0x17);
        bytes.AsSpan(0x140, 32).Fill(0x18);
        bytes.AsSpan(0x160, 32).Fill(0x19);
        bytes.AsSpan(0x180, 8).Fill(0x1a);
        bytes.AsSpan(0x1a0, 64).Fill(0x1b);
        bytes.AsSpan(0x1e0, 8).Fill(0x1c);
        (bytes[0x1e8], bytes[0x1e9], bytes[0x1ea]) = (24, 55, 1);
        (bytes[0x1ec], bytes[0x1ed], bytes[0x1ee]) = (23, 54, 1);
        bytes.AsSpan(0x1f0, 8).Fill(0x1d);
        bytes.AsSpan(0x2a0, 72).Fill(0x1e);
        bytes.AsSpan(0x2e8, 72).Fill(0x1f);
        if (version >= 3)
        {
            (bytes[0x188], bytes[0x189], bytes[0x18a]) = (0x19, 0x11, 1);
        }

        if (version >= 5)
        {
            bytes[0x1f8] = 0x20;
            bytes[0x200] = 0x21;
        }

        Assert.True(SnpReport.TryParse(bytes, out var report, out var error), error.ToString());

        Assert.Equal((version, 7u, 3u), (report.Version, report.GuestSvn, report.Vmpl));
        Assert.Equal("0x" + Repeated("11", 16), report.FamilyId.ToString());
        Assert.Equal("0x" + Repeated("12", 16), report.ImageId.ToString());
        Assert.Equal("boot loader 1, TEE 2, SNP 7, microcode 8", report.CurrentTcb(SnpProduct.Genoa).ToString());
        Assert.Equal("FMC 1, boot loader 2, TEE 3, SNP 4, microcode 8", report.CurrentTcb(SnpProduct.Turin).ToString());
        Assert.True(report.PlatformInfo is { IsSmtEnabled: true, IsTsmeEnabled: false, IsEccEnabled: true, IsAliasCheckComplete: true });
        Assert.Equal((true, true, SnpSigningKey.Vlek), (report.KeyInfo.HasAuthorKey, report.KeyInfo.IsChipKeyMasked, report.KeyInfo.SigningKey));
        Assert.Equal("0x" + Repeated("13", 64), report.ReportData.ToString());
        Assert.Equal("0x" + Repeated("14", 48), report.Measurement.ToString());
        Assert.Equal("0x" + Repeated("15", 32), report.HostData.ToString());
        Assert.Equal("0x" + Repeated("16", 48), report.IdKeyDigest.ToString());
        Assert.Equal("0x" + Repeated("17", 48), report.AuthorKeyDigest.ToString());
        Assert.Equal("0x" + Repeated("18", 32), report.ReportId.ToString());
        Assert.Equal("0x" + Repeated("19", 32), report.ReportIdMigrationAgent.ToString());
        Assert.Equal(0x1a1a1a1a1a1a1a1aUL, report.ReportedTcb(SnpProduct.Milan).Value);
        Assert.Equal("0x" + Repeated("1b", 64), report.ChipId.ToString());
        Assert.Equal(0x1c1c1c1c1c1c1c1cUL, report.CommittedTcb(SnpProduct.Milan).Value);
        Assert.Equal("1.55 build 24", report.CurrentFirmware.ToString());
        Assert.Equal("1.54 build 23", report.CommittedFirmware.ToString());
        Assert.Equal(0x1d1d1d1d1d1d1d1dUL, report.LaunchTcb(SnpProduct.Milan).Value);
        Assert.Equal(version >= 3 ? new SnpProcessor(0x19, 0x11, 1) : null, report.Processor);
        Assert.Equal(version >= 5 ? 0x20UL : null, report.LaunchMitigations);
        Assert.Equal(version >= 5 ? 0x21UL : null, report.CurrentMitigations);
        Assert.Equal(bytes.AsSpan(0, 0x2a0), report.SignedBytes);
        Assert.Equal(bytes.AsSpan(0x2a0, 72), report.SignatureR);
        Assert.Equal(bytes.AsSpan(0x2e8, 72), report.SignatureS);
    }

    [Fact]
    public void Policy_EachBit_HasItsName()
    {
        Assert.Equal((0x34, 0x12), (new SnpPolicy(0x1234).AbiMinor, new SnpPolicy(0x1234).AbiMajor));
        Assert.True(new SnpPolicy(1UL << 16).IsSmtAllowed);
        Assert.True(new SnpPolicy(1UL << 18).IsMigrationAllowed);
        Assert.True(new SnpPolicy(1UL << 19).IsDebugAllowed);
        Assert.True(new SnpPolicy(1UL << 20).IsSingleSocketRequired);
        Assert.True(new SnpPolicy(1UL << 21).IsCxlAllowed);
        Assert.True(new SnpPolicy(1UL << 22).IsAes256XtsRequired);
        Assert.True(new SnpPolicy(1UL << 23).IsRaplOffRequired);
        Assert.True(new SnpPolicy(1UL << 24).IsCiphertextHidingRequired);
        Assert.True(new SnpPolicy(1UL << 25).IsPageSwapDisabled);
        Assert.False(new SnpPolicy(~(1UL << 19)).IsDebugAllowed);
    }

    [Theory]
    [InlineData(0x19, 0x00, SnpProduct.Milan)]
    [InlineData(0x19, 0x0f, SnpProduct.Milan)]
    [InlineData(0x19, 0x10, SnpProduct.Genoa)]
    [InlineData(0x19, 0x1f, SnpProduct.Genoa)]
    [InlineData(0x19, 0xa0, SnpProduct.Genoa)]
    [InlineData(0x19, 0xaf, SnpProduct.Genoa)]
    [InlineData(0x1a, 0x02, SnpProduct.Turin)]
    [InlineData(0x1a, 0x1f, SnpProduct.Turin)]
    [InlineData(0x1a, 0x50, null)]
    [InlineData(0x19, 0x20, null)]
    [InlineData(0x19, 0x9f, null)]
    [InlineData(0x19, 0xb0, null)]
    [InlineData(0x17, 0x31, null)]
    [InlineData(0x1b, 0x00, null)]
    public void Processor_OfAFamilyAndModel_IsOfItsProductLine(byte family, byte model, SnpProduct? product) =>
        Assert.Equal(product, new SnpProcessor(family, model, 0).Product);

    [Theory]
    [InlineData(2, 0x000, 1, SnpReportParseError.VersionUnsupported)]
    [InlineData(2, 0x000, 6, SnpReportParseError.VersionUnsupported)]
    [InlineData(2, 0x003, 1, SnpReportParseError.VersionUnsupported)]
    [InlineData(2, 0x034, 0, SnpReportParseError.SignatureAlgorithmUnsupported)]
    [InlineData(2, 0x034, 2, SnpReportParseError.SignatureAlgorithmUnsupported)]
    [InlineData(2, 0x030, 4, SnpReportParseError.VmplOutOfRange)]
    [InlineData(2, 0x033, 0xff, SnpReportParseError.VmplOutOfRange)]
    [InlineData(2, 0x00a, 0, SnpReportParseError.PolicyMalformed)]
    [InlineData(2, 0x00b, 0x04, SnpReportParseError.PolicyMalformed)]
    [InlineData(5, 0x00f, 0x80, SnpReportParseError.PolicyMalformed)]
    [InlineData(2, 0x048, 0x20, SnpReportParseError.ReservedNotZero)]
    [InlineData(5, 0x04b, 0x80, SnpReportParseError.ReservedNotZero)]
    [InlineData(2, 0x04c, 1, SnpReportParseError.ReservedNotZero)]
    [InlineData(2, 0x188, 0x19, SnpReportParseError.ReservedNotZero)]
    [InlineData(3, 0x18b, 1, SnpReportParseError.ReservedNotZero)]
    [InlineData(3, 0x1eb, 1, SnpReportParseError.ReservedNotZero)]
    [InlineData(3, 0x1ef, 1, SnpReportParseError.ReservedNotZero)]
    [InlineData(3, 0x1f8, 1, SnpReportParseError.ReservedNotZero)]
    [InlineData(4, 0x18b, 1, SnpReportParseError.ReservedNotZero)]
    [InlineData(4, 0x200, 1, SnpReportParseError.ReservedNotZero)]
    [InlineData(5, 0x208, 1, SnpReportParseError.ReservedNotZero)]
    [InlineData(5, 0x29f, 1, SnpReportParseError.ReservedNotZero)]
    [InlineData(5, 0x330, 1, SnpReportParseError.SignaturePaddingNotZero)]
    [InlineData(5, 0x49f, 1, SnpReportParseError.SignaturePaddingNotZero)]
    public void Report_WithOneByteWrong_IsRefusedForIt(uint version, int offset, byte value, SnpReportParseError expected)
    {
        var bytes = Minimal(version);
        bytes[offset] = value;

        Assert.False(SnpReport.TryParse(bytes, out _, out var error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void Report_OfEveryOtherLength_IsRefused()
    {
        var bytes = Minimal(3);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(SnpReport.TryParse(bytes.AsMemory(0, length), out _, out var error));
            Assert.Equal(SnpReportParseError.Truncated, error);
        }

        Assert.False(SnpReport.TryParse((byte[])[.. bytes, 1], out _, out var trailing));
        Assert.Equal(SnpReportParseError.TrailingBytes, trailing);
        Assert.False(SnpReport.TryParse(new byte[SnpReport.BufferLengthMaximum + 1], out _, out var large));
        Assert.Equal(SnpReportParseError.TooLarge, large);
        Assert.True(SnpReport.TryParse((byte[])[.. bytes, .. new byte[SnpReport.BufferLengthMaximum - bytes.Length]], out var report, out _));
        Assert.Equal(bytes, report.Bytes.ToArray());
    }

    [Fact]
    public void Report_ParsedAndRead_AllocatesNothing()
    {
        var bytes = Minimal(5);
        ReadEveryField(bytes);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 100; round++)
        {
            ReadEveryField(bytes);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void RandomBytes_Parsed_NeverThrow()
    {
        var random = TestSeed.Create(output);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Minimal((uint)random.Next(2, 6));
            random.NextBytes(bytes.AsSpan(random.Next(bytes.Length), 1));
            ReadEveryField(bytes);
        }
    }

    private static bool ReadEveryField(byte[] bytes)
    {
        if (!SnpReport.TryParse(bytes, out var report, out _))
        {
            return false;
        }

        _ = (report.Version, report.GuestSvn, report.Policy, report.FamilyId, report.ImageId, report.Vmpl, report.PlatformInfo);
        _ = (report.KeyInfo.SigningKey, report.ReportData, report.Measurement, report.HostData, report.IdKeyDigest);
        _ = (report.AuthorKeyDigest, report.ReportId, report.ReportIdMigrationAgent, report.Processor?.Product, report.ChipId.IsZero);
        _ = (report.CurrentFirmware, report.CommittedFirmware, report.LaunchMitigations, report.CurrentMitigations);
        _ = report.SignedBytes.Length + report.SignatureR.Length + report.SignatureS.Length;
        _ = (report.CurrentTcb(SnpProduct.Turin).Fmc, report.ReportedTcb(SnpProduct.Milan).Snp);
        _ = (report.CommittedTcb(SnpProduct.Genoa).Tee, report.LaunchTcb(SnpProduct.Turin).BootLoader);
        return true;
    }

    private static byte[] Minimal(uint version)
    {
        var bytes = new byte[SnpReport.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, version);
        bytes[0x00a] = 2;
        bytes[0x034] = 1;
        return bytes;
    }

    private static string Repeated(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
