using System.Text;
using LazAI.Cryptography;

namespace LazAI.Attestation.Tests;

public sealed class CollateralBundleTests
{
    private static readonly byte[] s_bytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

    public static TheoryData<string> Kinds() => ["dcap", "dcap with chain", "snp", "snp without list", "azure"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Bundle_WrittenAndRead_IsTheSameToTheByte(string kind)
    {
        var file = Bundle(kind).Serialize();

        Assert.True(CollateralBundle.TryParse(file, out var read, out _));

        Assert.Equal(file, read.Serialize());
        Assert.Equal(Keccak256.Hash(file), read.ComputeHash());
        Assert.Equal(Bundle(kind).GetType(), read.GetType());
    }

    [Fact]
    public void DcapBundle_WrittenAndRead_HoldsEveryPart()
    {
        var bundle = Assert.IsType<DcapBundle>(Read(Bundle("dcap with chain").Serialize()));

        Assert.Equal(s_bytes, bundle.Parts.TcbInfo.Text.ToArray());
        Assert.Equal([1], bundle.Parts.TcbInfo.Signature.ToArray());
        Assert.Equal([2], bundle.Parts.TcbInfo.IssuerChain.ToArray());
        Assert.Equal([3], bundle.Parts.QeIdentity.Text.ToArray());
        Assert.Equal([4], bundle.Parts.QeIdentity.Signature.ToArray());
        Assert.Equal([5], bundle.Parts.QeIdentity.IssuerChain.ToArray());
        Assert.Equal([6], bundle.Parts.PckCrl.ToArray());
        Assert.Equal([7], bundle.Parts.PckCrlIssuerChain.ToArray());
        Assert.Equal([8], bundle.Parts.RootCrl.ToArray());
        Assert.Equal([9], bundle.PckChain.ToArray());
    }

    [Fact]
    public void SnpAndAzureBundles_WrittenAndRead_HoldEveryPart()
    {
        var snp = Assert.IsType<SnpBundle>(Read(Bundle("snp").Serialize()));
        var azure = Assert.IsType<AzureTokenBundle>(Read(Bundle("azure").Serialize()));

        Assert.Equal(s_bytes, snp.Certificates.EndorsementKey.ToArray());
        Assert.Equal([1], snp.Certificates.SigningKey.ToArray());
        Assert.Equal([2], snp.Certificates.RootKey.ToArray());
        Assert.Equal([3], snp.RevocationList.ToArray());
        Assert.Equal("https://maa.example.invalid", azure.Instance);
        Assert.Equal("{}"u8.ToArray(), azure.Keys.ToArray());
        Assert.Equal(new DateTimeOffset(2026, 10, 8, 23, 41, 16, TimeSpan.Zero), azure.FetchedAt);
    }

    /// <summary>The form is public: a change of it is a new format.</summary>
    [Fact]
    public void AzureBundle_Written_HasThisForm() => Assert.Equal(
        """{"format":"lazai-collateral/1","kind":"azure-token","parts":{"fetchedAt":"2026-10-08T23:41:16Z","instance":"https://maa.example.invalid","keys":"e30="}}""",
        Encoding.UTF8.GetString(Bundle("azure").Serialize()));

    [Theory]
    [InlineData("\"kind\":\"azure-token\"", "\"kind\":\"other\"")]
    [InlineData("\"kind\":\"azure-token\"", "\"kind\":\"snp\"")]
    [InlineData("lazai-collateral/1", "lazai-collateral/2")]
    [InlineData("{\"format\"", "{ \"format\"")]
    [InlineData("}}", "}}\n")]
    [InlineData("}}", "},\"more\":1}")]
    [InlineData("}}", ",\"more\":1}}")]
    [InlineData("}}", ",\"keys\":\"e30=\"}}")]
    [InlineData("}}", "}")]
    [InlineData("e30=", "e30")]
    [InlineData("e30=", "e31=")]
    [InlineData("e30=", "e 30=")]
    [InlineData("e30=", "%30=")]
    [InlineData("\"e30=\"", "null")]
    [InlineData("23:41:16Z", "23:41:16+00:00")]
    [InlineData("23:41:16Z", "25:41:16Z")]
    [InlineData("https:", "https\\u003a")]
    [InlineData("\"parts\":{", "\"parts\":[{")]
    public void Bundle_InAnotherForm_IsRefused(string old, string replacement)
    {
        var file = Encoding.UTF8.GetString(Bundle("azure").Serialize());
        Assert.Contains(old, file, StringComparison.Ordinal);

        Assert.False(CollateralBundle.TryParse(
            Encoding.UTF8.GetBytes(file.Replace(old, replacement, StringComparison.Ordinal)), out var bundle, out var refusal));

        Assert.Null(bundle);
        Assert.Equal(AttestationErrors.CollateralMalformed, refusal.Code);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Bundle_CutOffAnywhere_IsRefused(string kind)
    {
        var file = Bundle(kind).Serialize();
        for (var length = 0; length < file.Length; length++)
        {
            Assert.False(CollateralBundle.TryParse(file.AsMemory(..length), out _, out _));
        }
    }

    [Fact]
    public void Bundle_TooLong_IsRefusedUnread()
    {
        var file = new AzureTokenBundle("https://maa.example.invalid", new byte[CollateralBundle.LengthMaximum], default).Serialize();

        Assert.False(CollateralBundle.TryParse(file, out _, out var refusal));

        Assert.Contains("bytes", refusal.Detail, StringComparison.Ordinal);
    }

    /// <summary>What a bundle must be good for: the same verdict as with the collateral that it was made of, for every case.</summary>
    [VectorTheory]
    [MemberData(nameof(AttestationVectors.QuoteCases), MemberType = typeof(AttestationVectors))]
    public void DcapBundle_OfTheVectors_GivesTheVerdictOfItsCollateral(string id)
    {
        var entry = AttestationVectors.Case(id);
        if (!DcapCollateral.TryParse(AttestationVectors.File(entry, "collateral"), out var collateral, out var malformed))
        {
            // No collateral, no bundle.
            Assert.EndsWith("-malformed", malformed.Code, StringComparison.Ordinal);
            return;
        }

        var bundle = Assert.IsType<DcapBundle>(Read(new DcapBundle(collateral.Parts).Serialize()));
        Assert.True(bundle.TryReadCollateral(out var bundled, out _));

        var verifier = new DcapQuoteVerifier([AttestationVectors.RootOf(entry)]);
        var (quote, at) = (AttestationVectors.Quote(entry), AttestationVectors.At(entry));
        AssertSame(verifier.Verify(quote, collateral, at), verifier.Verify(quote, bundled, at));
        Assert.True(bundle.TryReadCollateral(out var again, out _));
        Assert.Same(bundled, again);
    }

    private static void AssertSame(EvidenceVerification one, EvidenceVerification other)
    {
        Assert.Equal(one.GetType(), other.GetType());
        if (one is EvidenceRefused refused)
        {
            Assert.Equal(refused, other);
        }
        else
        {
            Assert.Equal(((DcapQuoteVerified)one).Tcb!.Status, ((DcapQuoteVerified)other).Tcb!.Status);
        }
    }

    private static CollateralBundle Read(byte[] file) =>
        CollateralBundle.TryParse(file, out var bundle, out var refusal) ? bundle : throw new InvalidDataException(refusal.ToString());

    private static CollateralBundle Bundle(string kind) => kind switch
    {
        "dcap" => new DcapBundle(Parts()),
        "dcap with chain" => new DcapBundle(Parts(), new byte[] { 9 }),
        "snp" => new SnpBundle(new SnpCertificates(s_bytes, new byte[] { 1 }, new byte[] { 2 }), new byte[] { 3 }),
        "snp without list" => new SnpBundle(new SnpCertificates(s_bytes, new byte[] { 1 }, new byte[] { 2 })),
        _ => new AzureTokenBundle("https://maa.example.invalid", "{}"u8.ToArray(), new DateTimeOffset(2026, 10, 8, 23, 41, 16, TimeSpan.Zero)),
    };

    private static DcapCollateralParts Parts() => new()
    {
        TcbInfo = new SignedText(s_bytes, new byte[] { 1 }, new byte[] { 2 }),
        QeIdentity = new SignedText(new byte[] { 3 }, new byte[] { 4 }, new byte[] { 5 }),
        PckCrl = new byte[] { 6 },
        PckCrlIssuerChain = new byte[] { 7 },
        RootCrl = new byte[] { 8 },
    };
}
