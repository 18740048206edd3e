using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

public sealed class CertificateRevocationListTests(ITestOutputHelper output)
{
    private const int AllocationFactor = 16;

    [VectorFact]
    public void VectorLists_OfKindCrl_HaveTheFieldsOfTheIndex()
    {
        var cases = AttestationVectors.Index.GetProperty("cases").EnumerateArray()
            .Where(entry => entry.GetProperty("kind").GetString() == "crl").ToArray();
        Assert.NotEmpty(cases);
        Assert.All(cases, entry =>
        {
            var expected = entry.GetProperty("expected");
            Assert.Equal("Accept", expected.GetProperty("verdict").GetString());

            var der = AttestationVectors.Read(entry.GetProperty("files").GetProperty("crl").GetString()!);
            Assert.True(CertificateRevocationList.TryParse(der, out var list, out var error), error.ToString());

            Assert.Equal(expected.GetProperty("issuer").GetString(), Encoding.UTF8.GetString(list.IssuerCommonName));
            Assert.Equal(expected.GetProperty("this_update").GetString(), Text(list.ThisUpdate));
            Assert.Equal(expected.GetProperty("next_update").GetString(), Text(list.NextUpdate));
            Assert.Equal(expected.GetProperty("revoked_count").GetInt32(), list.Revoked.Count);
            var revoked = list.Revoked.Select(serial => serial.ToString()).ToHashSet(StringComparer.Ordinal);
            Assert.All(expected.GetProperty("revoked_serials_hex").EnumerateArray(), serial => Assert.Contains(serial.GetString()!, revoked));
            Assert.True(list.IsCurrent(DateTimeOffset.Parse(entry.GetProperty("at").GetString()!, CultureInfo.InvariantCulture)));
            Assert.False(list.IsCurrent(list.NextUpdate));
            Assert.False(list.IsCurrent(list.ThisUpdate.AddTicks(-1)));
            Assert.True(list.IsCurrent(list.ThisUpdate));
        });
    }

    /// <summary>
    /// Whoever writes a list must not be able to choose numbers whose hashes all fall together, or looking one up costs as much as all
    /// of them: these do under the hash that .NET gives a record, which multiplies its first member.
    /// </summary>
    [Fact]
    public void SerialNumbers_ChosenToCollide_DoNot()
    {
        const uint Multiplier = unchecked((uint)-1521134295);
        const uint Prime = 23_993;
        var inverse = (uint)BigInteger.ModPow(Multiplier, (BigInteger.One << 30) - 1, BigInteger.One << 32);
        Assert.Equal(1u, unchecked(inverse * Multiplier));
        var hashes = Enumerable.Range(1, 10_000).Select(number =>
        {
            var writer = new AsnWriter(AsnEncodingRules.DER);
            writer.WriteInteger((new BigInteger(unchecked((uint)number * Prime * inverse)) << 128) + 1);
            var reader = new DerReader(writer.Encode());
            Assert.True(CertificateSerial.TryRead(ref reader, out var serial));
            return (uint)serial.GetHashCode() % Prime;
        });

        // Of 10,000 that fall at random on 23,993 places some 8,000 are alone or first.
        Assert.InRange(hashes.Distinct().Count(), 7_000, 10_000);
    }

    [VectorTheory]
    [MemberData(nameof(CertificateVectors.Lists), MemberType = typeof(CertificateVectors))]
    public void VectorList_UnderItsIssuersKey_IsSignedAndWithAnyBitChangedIsNot(string name)
    {
        var random = TestSeed.Create(output);
        var der = CertificateVectors.List(name);
        Assert.True(CertificateRevocationList.TryParse(der, out var list, out var error), error.ToString());
        using var key = CertificateKey.TryImport(CertificateVectors.IssuerOf(list.Issuer, key => key.Signed(list)))!;

        for (var offset = 0; offset < der.Length; offset++)
        {
            var changed = QuoteForge.Flip(der, offset, (byte)(1 << random.Next(8)));
            Assert.False(CertificateRevocationList.TryParse(changed, out var other, out _) && key.Signed(other), $"byte {offset} changed");
        }
    }

    [VectorTheory]
    [MemberData(nameof(CertificateVectors.Lists), MemberType = typeof(CertificateVectors))]
    public void VectorList_TruncatedOrExtended_IsRefused(string name)
    {
        var der = CertificateVectors.List(name);
        for (var length = 0; length < der.Length; length++)
        {
            Assert.False(CertificateRevocationList.TryParse(der.AsMemory(0, length), out _, out _));
        }

        Assert.False(CertificateRevocationList.TryParse((byte[])[.. der, 0], out _, out _));
    }

    [VectorFact]
    public void VectorList_EveryByteChangedToEveryValue_NeverThrows()
    {
        var der = CertificateVectors.List("dcap/pcs/root-2026-02.der");
        var changed = der.ToArray();
        for (var offset = 0; offset < der.Length; offset++)
        {
            for (var mask = 1; mask < 256; mask++)
            {
                changed[offset] = (byte)(der[offset] ^ mask);
                Assert.Equal(CertificateRevocationList.TryParse(changed, out _, out var error), error == X509ParseError.None);
            }

            changed[offset] = der[offset];
        }
    }

    [Fact]
    public void List_MadeByTheFramework_RevokesWhatItNames()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var authority = Authority(key);
        var builder = new CertificateRevocationListBuilder();
        var serials = new byte[][] { [0], [1], [0x7f], [0x80, 1], Enumerable.Repeat((byte)0xff, 20).ToArray() };
        foreach (var serial in serials)
        {
            builder.AddEntry(serial[0] < 0x80 ? serial : [0, .. serial]);
        }

        var der = builder.Build(authority, 7, DevelopmentPlatform.NotAfter, HashAlgorithmName.SHA384, thisUpdate: DevelopmentPlatform.NotBefore);

        Assert.True(CertificateRevocationList.TryParse(der, out var list, out var error), error.ToString());
        Assert.Equal(
            serials.Select(serial => Convert.ToHexStringLower(serial).PadLeft(40, '0')).Order(),
            list.Revoked.Select(serial => serial.ToString()).Order());
        Assert.True(Certificate.TryParse(authority.RawDataMemory, out var issuer, out _));
        using var issuerKey = CertificateKey.TryImport(issuer)!;
        Assert.True(issuerKey.Signed(list));
    }

    /// <summary>Serial numbers are a stranger's: as many as fit, the shortest entries that there are.</summary>
    [Fact]
    public void List_FullOfShortEntries_AllocatesNoMoreThanItsBound()
    {
        var der = FullList(entries: 40_000);
        Assert.True(der.Length <= CertificateRevocationList.LengthMaximum);
        Assert.True(CertificateRevocationList.TryParse(der, out _, out _));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = CertificateRevocationList.TryParse(der, out var list, out _);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        output.WriteLine($"{allocated} bytes for {der.Length}");
        Assert.True(read);
        Assert.Equal(40_000, list!.Revoked.Count);
        Assert.InRange(allocated, 1, AllocationFactor * der.Length);
    }

    [Fact]
    public void List_AboveTheLimit_IsTooLarge()
    {
        Assert.False(CertificateRevocationList.TryParse(new byte[CertificateRevocationList.LengthMaximum + 1], out _, out var error));
        Assert.Equal(X509ParseError.TooLarge, error);
    }

    private static X509Certificate2 Authority(ECDsa key)
    {
        var request = new CertificateRequest("CN=Authority", key, HashAlgorithmName.SHA384);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(DevelopmentPlatform.NotBefore, DevelopmentPlatform.NotAfter);
    }

    private static byte[] FullList(int entries)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                WriteAlgorithm(writer);
                using (writer.PushSequence())
                {
                }

                writer.WriteUtcTime(DevelopmentPlatform.NotBefore);
                writer.WriteUtcTime(DevelopmentPlatform.NotAfter);
                using (writer.PushSequence())
                {
                    for (var serial = 0; serial < entries; serial++)
                    {
                        using (writer.PushSequence())
                        {
                            writer.WriteInteger((BigInteger)serial);
                            writer.WriteUtcTime(DevelopmentPlatform.NotBefore);
                        }
                    }
                }
            }

            WriteAlgorithm(writer);
            writer.WriteBitString([]);
        }

        return writer.Encode();
    }

    private static void WriteAlgorithm(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.2.840.10045.4.3.2");
        }
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
