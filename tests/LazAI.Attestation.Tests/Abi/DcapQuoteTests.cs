using System.Buffers.Binary;

namespace LazAI.Attestation.Tests;

/// <summary>The parser on a quote laid out by hand, each field holding its own byte, so that no vector is needed.</summary>
public sealed class DcapQuoteTests
{
    private const int ChainLength = 10;
    private const int AuthenticationDataLength = 3;
    private const int AuthenticationDataOffset = 1220;
    private const int InnerRecordOffset = AuthenticationDataOffset + AuthenticationDataLength;
    private const int QuoteLength = InnerRecordOffset + 6 + ChainLength;

    public static TheoryData<int, ulong, int, QuoteParseError> WrongNumbers() => new()
    {
        // offset, value, size of the field, reason
        { 0, 2, 2, QuoteParseError.VersionUnsupported },
        { 0, 6, 2, QuoteParseError.VersionUnsupported },
        { 0, 3, 2, QuoteParseError.TeeTypeUnsupported },
        { 0, 5, 2, QuoteParseError.BodyDescriptorWrong },
        { 2, 3, 2, QuoteParseError.AttestationKeyTypeUnsupported },
        { 4, 1, 4, QuoteParseError.TeeTypeUnsupported },
        { 4, 0x0081_0000, 4, QuoteParseError.TeeTypeUnsupported },
        { 632, uint.MaxValue, 4, QuoteParseError.SignatureDataTruncated },
        { 632, int.MaxValue, 4, QuoteParseError.SignatureDataTruncated },
        { 632, QuoteLength - 636 + 1, 4, QuoteParseError.SignatureDataTruncated },
        { 632, QuoteLength - 636 - 1, 4, QuoteParseError.OuterCertificationLengthWrong },
        { 632, 0, 4, QuoteParseError.SignatureDataTooShort },
        { 632, 133, 4, QuoteParseError.SignatureDataTooShort },
        { 764, 5, 2, QuoteParseError.OuterCertificationTypeWrong },
        { 766, uint.MaxValue, 4, QuoteParseError.OuterCertificationLengthWrong },
        { 766, 0, 4, QuoteParseError.OuterCertificationLengthWrong },
        { 1218, ushort.MaxValue, 2, QuoteParseError.QeAuthenticationDataTruncated },
        { 1218, AuthenticationDataLength + 6 + ChainLength, 2, QuoteParseError.CertificationDataTruncated },
        { InnerRecordOffset, 0, 2, QuoteParseError.CertificationTypeUnsupported },
        { InnerRecordOffset, 6, 2, QuoteParseError.CertificationTypeUnsupported },
        { InnerRecordOffset, 8, 2, QuoteParseError.CertificationTypeUnsupported },
        { InnerRecordOffset + 2, uint.MaxValue, 4, QuoteParseError.CertificationLengthWrong },
        { InnerRecordOffset + 2, ChainLength + 1, 4, QuoteParseError.CertificationLengthWrong },
        { InnerRecordOffset + 2, ChainLength - 1, 4, QuoteParseError.CertificationLengthWrong },
    };

    [Fact]
    public void Quote_LaidOutByHand_GivesEachFieldFromItsPlace()
    {
        Assert.True(DcapQuote.TryParse(Layout(), out var quote, out _));

        Assert.Equal(4, quote.Header.Version);
        AssertFilled(4, 0x01, quote.Header.Reserved);
        AssertFilled(16, 0x02, quote.Header.QeVendorId);
        AssertFilled(20, 0x03, quote.Header.UserData);
        var report = quote.TdReport;
        Assert.Equal(0x10, report.TeeTcbSvn[0]);
        Assert.Equal(0x10, report.TeeTcbSvn[15]);
        AssertFilled(48, 0x11, report.MrSeam.AsSpan());
        AssertFilled(48, 0x12, report.MrSignerSeam.AsSpan());
        Assert.Equal(0x1313131313131313UL, report.SeamAttributes);
        Assert.Equal(0x1414141414141414UL, report.Attributes.Value);
        Assert.Equal(0x1515151515151515UL, report.Xfam);
        AssertFilled(48, 0x16, report.MrTd.AsSpan());
        AssertFilled(48, 0x17, report.MrConfigId.AsSpan());
        AssertFilled(48, 0x18, report.MrOwner.AsSpan());
        AssertFilled(48, 0x19, report.MrOwnerConfig.AsSpan());
        for (var register = 0; register < TdReport.RtmrCount; register++)
        {
            AssertFilled(48, (byte)(0x1a + register), report.Rtmr(register).AsSpan());
        }

        AssertFilled(64, 0x1e, report.ReportData.AsSpan());
        AssertFilled(64, 0x20, quote.Signature);
        AssertFilled(64, 0x21, quote.AttestationKey);
        AssertFilled(384, 0x22, quote.QeReport.Bytes);
        AssertFilled(64, 0x23, quote.QeReportSignature);
        AssertFilled(AuthenticationDataLength, 0x24, quote.QeAuthenticationData);
        Assert.Equal(CertificationDataType.PckCertificateChain, quote.CertificationDataType);
        AssertFilled(ChainLength, 0x25, quote.CertificationData);
        Assert.Null(report.TeeTcbSvn2);
        Assert.Null(report.MrServiceTd);
        Assert.True(quote.IsTdx);
        Assert.Throws<InvalidOperationException>(() => quote.EnclaveReport);
    }

    /// <summary>Every combination of version, TEE and body type: exactly those in the field are parsed, each with its own body.</summary>
    [Theory]
    [InlineData(3, 0, 384, null)]
    [InlineData(4, 0, 384, null)]
    [InlineData(4, 0x81, 584, null)]
    [InlineData(5, 0, 384, QuoteBodyType.EnclaveReport)]
    [InlineData(5, 0x81, 584, QuoteBodyType.TdReport10)]
    [InlineData(5, 0x81, 648, QuoteBodyType.TdReport15)]
    public void Quote_OfEachVersionAndBody_GivesEachPartFromItsPlace(ushort version, uint teeType, int bodyLength, QuoteBodyType? descriptor)
    {
        var signedLength = 48 + (descriptor is null ? 0 : 6) + bodyLength;
        var length = signedLength + 4 + 128 + (version == 3 ? 0 : 6) + 448 + 2 + AuthenticationDataLength + 6 + ChainLength;
        var bytes = new byte[length];
        var fill = new Filler(bytes).UInt16(version).UInt16(2).UInt32(teeType).Run(40, 0x01);
        if (descriptor is { } type)
        {
            fill.UInt16((ushort)type).UInt32((uint)bodyLength);
        }

        fill.Run(bodyLength, 0x10).UInt32((uint)(length - signedLength - 4)).Run(64, 0x20).Run(64, 0x21);
        if (version != 3)
        {
            fill.UInt16(6).UInt32((uint)(length - fill.Position - 4));
        }

        fill.Run(384, 0x22).Run(64, 0x23).UInt16(AuthenticationDataLength).Run(AuthenticationDataLength, 0x24);
        fill.UInt16(3).UInt32(ChainLength).Run(ChainLength, 0x25);
        Assert.Equal(length, fill.Position);

        Assert.True(DcapQuote.TryParse(bytes, out var quote, out _));

        Assert.Equal(teeType == 0x81, quote.IsTdx);
        Assert.Equal(length, quote.Bytes.Length);
        Assert.True(quote.SignedBytes.SequenceEqual(bytes.AsSpan(0, signedLength)));
        AssertFilled(64, 0x10, quote.ReportData.AsSpan());
        AssertFilled(64, 0x20, quote.Signature);
        AssertFilled(64, 0x21, quote.AttestationKey);
        AssertFilled(384, 0x22, quote.QeReport.Bytes);
        AssertFilled(64, 0x23, quote.QeReportSignature);
        AssertFilled(AuthenticationDataLength, 0x24, quote.QeAuthenticationData);
        Assert.Equal(CertificationDataType.PpidEncryptedRsa3072, quote.CertificationDataType);
        AssertFilled(ChainLength, 0x25, quote.CertificationData);
        if (quote.IsTdx)
        {
            Assert.Equal(bodyLength == 648, quote.TdReport.TeeTcbSvn2 is not null);
            Assert.Equal(bodyLength == 648, quote.TdReport.MrServiceTd is not null);
        }
        else
        {
            AssertFilled(384, 0x10, quote.EnclaveReport.Bytes);
            Assert.Throws<InvalidOperationException>(() => quote.TdReport);
        }

        Assert.All(Enumerable.Range(0, length), shorter => Assert.False(DcapQuote.TryParse(bytes.AsMemory(0, shorter), out _, out _)));
    }

    [Theory]
    [InlineData(0, 0, 384u)]
    [InlineData(0, 2, 584u)]
    [InlineData(0, 1, 383u)]
    [InlineData(0x81, 1, 384u)]
    [InlineData(0x81, 2, 648u)]
    [InlineData(0x81, 3, 584u)]
    [InlineData(0x81, 3, uint.MaxValue)]
    [InlineData(0x81, 4, 648u)]
    public void QuoteOfVersion5_WithAForeignBodyDescriptor_IsRefused(uint teeType, ushort type, uint bodyLength)
    {
        var bytes = new byte[8192];
        new Filler(bytes).UInt16(5).UInt16(2).UInt32(teeType).Run(40, 0).UInt16(type).UInt32(bodyLength);

        Assert.False(DcapQuote.TryParse(bytes, out _, out var error));
        Assert.Equal(QuoteParseError.BodyDescriptorWrong, error);
    }

    [Fact]
    public void QeReport_LaidOutByHand_GivesEachFieldFromItsPlace()
    {
        var bytes = Layout();
        var qe = bytes.AsSpan(770, 384);
        qe.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(qe[16..], 0x04030201);
        qe[48] = 2;
        qe.Slice(64, 32).Fill(0x31);
        qe.Slice(128, 32).Fill(0x32);
        qe.Slice(192, 64).Fill(0x33);
        BinaryPrimitives.WriteUInt16LittleEndian(qe[256..], 0x0201);
        BinaryPrimitives.WriteUInt16LittleEndian(qe[258..], 0x0403);
        BinaryPrimitives.WriteUInt16LittleEndian(qe[260..], 0x0605);
        qe.Slice(304, 16).Fill(0x34);
        qe.Slice(320, 64).Fill(0x35);

        Assert.True(DcapQuote.TryParse(bytes, out var quote, out _));

        var report = quote.QeReport;
        Assert.Equal(new TcbSvn(new byte[16]), report.CpuSvn);
        Assert.Equal(0x04030201u, report.MiscSelect);
        Assert.True(report.IsDebug);
        Assert.Equal(2, report.Attributes[0]);
        AssertFilled(32, 0x31, report.MrEnclave.AsSpan());
        AssertFilled(32, 0x32, report.MrSigner.AsSpan());
        AssertFilled(64, 0x33, report.ConfigId);
        Assert.Equal((0x0201, 0x0403, 0x0605), (report.IsvProdId, report.IsvSvn, report.ConfigSvn));
        AssertFilled(16, 0x34, report.IsvFamilyId);
        AssertFilled(64, 0x35, report.ReportData.AsSpan());
    }

    [Theory]
    [MemberData(nameof(WrongNumbers))]
    public void Quote_WithOneWrongNumber_IsRefusedWithItsReason(int offset, ulong value, int size, QuoteParseError reason)
    {
        var bytes = Layout();
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(number, value);
        number[..size].CopyTo(bytes.AsSpan(offset));

        Assert.False(DcapQuote.TryParse(bytes, out _, out var error));
        Assert.Equal(reason, error);
    }

    [Fact]
    public void Quote_WhoseSignatureDataEndsInsideTheQeReport_IsRefused()
    {
        var bytes = Layout();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(632), 134 + 447);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(766), 447);

        Assert.False(DcapQuote.TryParse(bytes, out _, out var error));
        Assert.Equal(QuoteParseError.QeReportTruncated, error);
    }

    [Fact]
    public void Quote_Truncated_IsRefusedAtEveryLength()
    {
        var bytes = Layout();
        Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.False(DcapQuote.TryParse(bytes.AsMemory(0, length), out _, out _)));
    }

    [Fact]
    public void Quote_FollowedByOtherBytes_IsTheQuoteAlone()
    {
        var bytes = Layout();
        byte[] followed = [.. bytes, 0, 0, 0xaa];

        Assert.True(DcapQuote.TryParse(followed, out var quote, out _));
        Assert.Equal(bytes, quote.Bytes.ToArray());
    }

    [Fact]
    public void Quote_InABufferOverTheLimit_IsRefused()
    {
        var bytes = Layout();
        Array.Resize(ref bytes, DcapQuote.LengthMaximum);
        Assert.True(DcapQuote.TryParse(bytes, out _, out _));

        Array.Resize(ref bytes, DcapQuote.LengthMaximum + 1);
        Assert.False(DcapQuote.TryParse(bytes, out _, out var error));
        Assert.Equal(QuoteParseError.TooLarge, error);
    }

    [Fact]
    public void TryParse_OfAnyQuote_AllocatesNothing()
    {
        var bytes = Layout();
        Assert.True(DcapQuote.TryParse(bytes, out _, out _));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var parsed = DcapQuote.TryParse(bytes, out var quote, out _);
        var measurement = quote.TdReport.MrTd;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(parsed);
        Assert.False(measurement.IsZero);
        Assert.Equal(0, allocated);
    }

    [Theory]
    [InlineData(0UL, false)]
    [InlineData(1UL, true)]
    [InlineData(0x80UL, true)]
    [InlineData(0x100UL, false)]
    [InlineData(TdAttributes.SeptVeDisableBit | TdAttributes.MigratableBit, false)]
    public void TdAttributes_UnderDebug_IsAnyBitOfTheLowestByte(ulong value, bool underDebug) =>
        Assert.Equal(underDebug, new TdAttributes(value).IsUnderDebug);

    [Fact]
    public void Measurement48_WrittenAndRead_IsTheSame()
    {
        var hex = "0x" + string.Concat(Enumerable.Range(0, 48).Select(value => value.ToString("x2", null)));

        Assert.True(Measurement48.TryParse(hex, out var measurement));
        Assert.Equal(hex, measurement.ToString());
        Assert.True(Measurement48.TryParse("0x" + hex[2..].ToUpperInvariant(), out var same));
        Assert.Equal(measurement, same);
        Assert.NotEqual(default, measurement);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x00")]
    [InlineData("0xzz0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000")]
    public void Measurement48_FromWrongText_IsRefused(string text) => Assert.False(Measurement48.TryParse(text, out _));

    private static byte[] Layout()
    {
        var bytes = new byte[QuoteLength];
        var fill = new Filler(bytes);
        fill.UInt16(4).UInt16(2).UInt32(0x81).Run(4, 0x01).Run(16, 0x02).Run(20, 0x03);
        fill.Run(16, 0x10).Run(48, 0x11).Run(48, 0x12).Run(8, 0x13).Run(8, 0x14).Run(8, 0x15);
        for (byte value = 0x16; value < 0x1e; value++)
        {
            fill.Run(48, value);
        }

        fill.Run(64, 0x1e).UInt32(QuoteLength - 636).Run(64, 0x20).Run(64, 0x21);
        fill.UInt16(6).UInt32(QuoteLength - 770).Run(384, 0x22).Run(64, 0x23).UInt16(AuthenticationDataLength).Run(AuthenticationDataLength, 0x24);
        fill.UInt16(5).UInt32(ChainLength).Run(ChainLength, 0x25);
        Assert.Equal(QuoteLength, fill.Position);
        return bytes;
    }

    private static void AssertFilled(int length, byte value, ReadOnlySpan<byte> field)
    {
        Assert.Equal(length, field.Length);
        Assert.False(field.ContainsAnyExcept(value));
    }

    private sealed class Filler(byte[] bytes)
    {
        public int Position { get; private set; }

        public Filler Run(int length, byte value)
        {
            bytes.AsSpan(Position, length).Fill(value);
            Position += length;
            return this;
        }

        public Filler UInt16(ushort value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(Position), value);
            Position += sizeof(ushort);
            return this;
        }

        public Filler UInt32(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(Position), value);
            Position += sizeof(uint);
            return this;
        }
    }
}
