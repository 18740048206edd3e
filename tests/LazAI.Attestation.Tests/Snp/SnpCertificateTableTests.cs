using System.Buffers.Binary;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

public sealed class SnpCertificateTableTests(ITestOutputHelper output)
{
    private const int EntryLength = 24;

    public static TheoryData<string> Cases() => SnpVectors.Cases("snp-cert-table");

    [VectorTheory]
    [MemberData(nameof(Cases))]
    public void Table_OfTheVectors_GivesItsVerdict(string id)
    {
        var entry = AttestationVectors.Case(id);
        var expected = entry.GetProperty("expected");
        var report = AttestationVectors.Case("snp-v3-genoa-tsm-veraison");
        var bytes = SnpVectors.File(entry, "auxblob");

        var parsed = SnpCertificateTable.TryParse(bytes, out var table);
        var result = new SnpReportVerifier(SnpTrustedRoot.Amd).Verify(SnpVectors.File(report, "report"), bytes, null, SnpVectors.At(report));

        if (expected.GetProperty("verdict").GetString() == "Parse")
        {
            Assert.True(parsed);
            Assert.Equal(
                expected.GetProperty("entries").EnumerateArray().Select(item =>
                    (item.GetProperty("guid").GetString(), item.GetProperty("offset").GetInt32(), item.GetProperty("length").GetInt32())),
                table!.Entries.Select(item => ((string?)item.Identifier.ToString(), item.Offset, item.Content.Length)));
            Assert.Equal(SnpVectors.Verified(report), Assert.IsType<SnpReportVerified>(result));
        }
        else
        {
            Assert.Equal("snp-cert-table", expected.GetProperty("reject_reason").GetString());
            Assert.False(parsed);
            Assert.Equal(AttestationErrors.SnpCertificateTableMalformed, Assert.IsType<EvidenceRefused>(result).Code);
        }
    }

    [VectorFact]
    public void Table_WithoutTheSigningKeysCertificate_IsNotEnough()
    {
        var report = AttestationVectors.Case("snp-v3-genoa-tsm-veraison");
        var bytes = SnpVectors.File(AttestationVectors.Case("snp-auxblob-genoa"), "auxblob");
        bytes[0x30] ^= 1;

        var result = new SnpReportVerifier(SnpTrustedRoot.Amd).Verify(SnpVectors.File(report, "report"), bytes, null, SnpVectors.At(report));

        Assert.Equal(AttestationErrors.ChainMalformed, Assert.IsType<EvidenceRefused>(result).Code);
    }

    [Fact]
    public void Table_Empty_HasNoEntries()
    {
        Assert.True(SnpCertificateTable.TryParse(default, out var empty));
        Assert.Empty(empty.Entries);
        Assert.True(SnpCertificateTable.TryParse(new byte[4096], out var page));
        Assert.Empty(page.Entries);
        Assert.True(page.Find(SnpCertificateTable.Vcek).IsEmpty);
    }

    [Theory]
    [InlineData("as they should be", 72, 10, 82, 5, true)]
    [InlineData("with a gap", 80, 10, 95, 5, true)]
    [InlineData("in the other order", 87, 5, 72, 10, true)]
    [InlineData("overlapping", 72, 10, 81, 5, false)]
    [InlineData("one inside of the other", 72, 20, 75, 5, false)]
    [InlineData("the same twice", 72, 10, 72, 10, false)]
    [InlineData("inside of the list", 71, 10, 82, 5, false)]
    [InlineData("at the start", 0, 10, 82, 5, false)]
    [InlineData("empty", 72, 0, 82, 5, false)]
    [InlineData("up to the end", 72, 10, 82, 18, true)]
    [InlineData("one byte too far", 72, 10, 82, 19, false)]
    [InlineData("behind the end", 72, 10, 101, 1, false)]
    [InlineData("at 2^31", 72, 10, 0x80000000, 5, false)]
    [InlineData("as long as can be", 72, 10, 82, 0xffffffff, false)]
    [InlineData("with a sum of 2^32", 72, 10, 0xfffffff0, 0x10, false)]
    public void Table_WithTwoEntries_IsReadOnlyIfTheyAreApart(
        string how, uint firstOffset, uint firstLength, uint secondOffset, uint secondLength, bool expected)
    {
        var table = Table(100, (SnpCertificateTable.Ask, firstOffset, firstLength), (SnpCertificateTable.Ark, secondOffset, secondLength));

        Assert.True(expected == SnpCertificateTable.TryParse(table, out _), how);
    }

    [Fact]
    public void Table_WithAnIdentifierTwice_IsRefused() =>
        Assert.False(SnpCertificateTable.TryParse(Table(100, (SnpCertificateTable.Ask, 72, 5), (SnpCertificateTable.Ask, 82, 5)), out _));

    [Fact]
    public void Table_OfAsManyEntriesAsAllowed_IsReadAndOneMoreIsNot()
    {
        Assert.True(SnpCertificateTable.TryParse(Full(SnpCertificateTable.CountMaximum), out var table));
        Assert.Equal(SnpCertificateTable.CountMaximum, table.Entries.Length);
        Assert.False(SnpCertificateTable.TryParse(Full(SnpCertificateTable.CountMaximum + 1), out _));
        Assert.False(SnpCertificateTable.TryParse(new byte[SnpCertificateTable.LengthMaximum + 1], out _));
    }

    [Fact]
    public void Table_Mutated_NeverThrowsAndAllocatesLittle()
    {
        var random = TestSeed.Create(output);
        var genuine = Table(200, (SnpCertificateTable.Ask, 72, 50), (SnpCertificateTable.Ark, 122, 50));
        for (var round = 0; round < 50_000; round++)
        {
            var bytes = genuine.AsSpan(0, random.Next(4) == 0 ? random.Next(genuine.Length) : genuine.Length).ToArray();
            for (var change = random.Next(1, 4); change > 0 && bytes.Length > 0; change--)
            {
                bytes[random.Next(Math.Min(bytes.Length, 72))] = (byte)random.Next(256);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            _ = SnpCertificateTable.TryParse(bytes, out _);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
        }
    }

    private static byte[] Full(int count) => Table(
        4000, [.. Enumerable.Range(0, count).Select(index => (new Guid(index + 1, 0, 0, new byte[8]), (uint)(1000 + index), 1u))]);

    private static byte[] Table(int length, params (Guid Identifier, uint Offset, uint Length)[] entries)
    {
        var bytes = new byte[length];
        for (var index = 0; index < entries.Length; index++)
        {
            var entry = bytes.AsSpan(index * EntryLength, EntryLength);
            Assert.True(entries[index].Identifier.TryWriteBytes(entry, bigEndian: true, out _));
            BinaryPrimitives.WriteUInt32LittleEndian(entry[16..], entries[index].Offset);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[20..], entries[index].Length);
        }

        return bytes;
    }
}
