using System.Security.Cryptography;
using LazAI.Cryptography;

namespace LazAI.Attestation.Tests;

/// <summary>Each step of the verifier on reports that are right but for one thing, and its order.</summary>
public sealed class SnpReportVerifierTests
{
    [Fact]
    public void Report_RightInAll_IsVerified()
    {
        using var forge = new SnpForge();

        var verified = Assert.IsType<SnpReportVerified>(forge.Verify(forge.Report()));

        Assert.Equal((SnpProduct.Milan, SnpSigningKey.Vcek), (verified.Root.Product, verified.SigningKey));
        Assert.Equal(SnpConditions.None, verified.Claims.Conditions);
        Assert.Equal(DevelopmentPlatform.NotBefore, verified.CertificateValidity.NotBefore);
        Assert.Equal(DevelopmentPlatform.NotAfter, verified.CertificateValidity.NotAfter);
    }

    /// <summary>Version 4, of which no genuine report is public, under a root of the test's own.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Report_OfEachVersionThatNamesItsProcessor_IsVerified(byte version)
    {
        using var forge = new SnpForge();

        var verified = Assert.IsType<SnpReportVerified>(forge.Verify(forge.Report(bytes =>
        {
            bytes[0] = version;
            bytes[0x1f8] = version == 5 ? (byte)1 : (byte)0;
        })));

        Assert.Equal((version, new SnpProcessor(0x19, 1, 0)), (verified.Claims.Version, verified.Claims.Processor));
        Assert.Equal(version == 5 ? 1UL : null, verified.Claims.LaunchMitigations);
    }

    public static TheoryData<string, string> WrongReports() => new()
    {
        { "processor of Genoa", AttestationErrors.SnpProductMismatch },
        { "processor unknown", AttestationErrors.SnpProductMismatch },
        { "VLEK named", AttestationErrors.SnpSigningKeyMismatch },
        { "no key named", AttestationErrors.SnpSigningKeyMismatch },
        { "reserved key named", AttestationErrors.SnpSigningKeyMismatch },
        { "chip key masked", AttestationErrors.SnpChipKeyMasked },
        { "other chip", AttestationErrors.SnpChipIdMismatch },
        { "boot loader", AttestationErrors.SnpTcbMismatch },
        { "spare TCB byte", AttestationErrors.SnpTcbMismatch },
        { "all at once", AttestationErrors.SnpProductMismatch },
    };

    [Theory]
    [MemberData(nameof(WrongReports))]
    public void Report_CorrectlySignedButForOneThing_IsRefusedForIt(string what, string code)
    {
        using var forge = new SnpForge();
        var report = forge.Report(bytes =>
        {
            bytes[0x189] = what is "processor of Genoa" or "all at once" ? (byte)0x11 : what == "processor unknown" ? (byte)0x50 : bytes[0x189];
            bytes[0x048] = what switch
            {
                "VLEK named" or "all at once" => 1 << 2,
                "no key named" => 7 << 2,
                "reserved key named" => 2 << 2,
                "chip key masked" => 2,
                _ => 0,
            };
            bytes[0x1a0] ^= what is "other chip" or "all at once" ? (byte)1 : (byte)0;
            bytes[0x180] += what is "boot loader" or "all at once" ? (byte)1 : (byte)0;
            bytes[0x183] += what == "spare TCB byte" ? (byte)1 : (byte)0;
        });

        Assert.Equal(code, Assert.IsType<EvidenceRefused>(forge.Verify(report)).Code);
    }

    [Fact]
    public void Report_WithAMaskedChipIdUnderAChipsKey_IsVerifiedAndSaysSo()
    {
        using var forge = new SnpForge();

        var verified = Assert.IsType<SnpReportVerified>(forge.Verify(forge.Report(bytes => bytes.AsSpan(0x1a0, 64).Clear())));

        Assert.Equal(SnpConditions.ChipIdMasked, verified.Claims.Conditions);
    }

    [Fact]
    public void Report_OfVersion2UnderATurinKey_IsRefused()
    {
        using var forge = new SnpForge
        {
            Product = SnpProduct.Turin,
            RootName = "ARK-Turin",
            SignerName = "SEV-Turin",
            HardwareId = Enumerable.Repeat((byte)0xc1, 8).ToArray(),
        };
        forge.SecurityVersions[9] = 0;

        var result = forge.Verify(forge.Report(bytes =>
        {
            bytes[0] = 2;
            bytes.AsSpan(0x188, 3).Clear();
        }));

        Assert.Equal(AttestationErrors.SnpProductMismatch, Assert.IsType<EvidenceRefused>(result).Code);
    }

    public static TheoryData<string, string> WrongChains() => new()
    {
        { "root name", AttestationErrors.ChainInvalid },
        { "signer name", AttestationErrors.ChainInvalid },
        { "key name", AttestationErrors.ChainInvalid },
        { "VLEK under the ASK", AttestationErrors.ChainInvalid },
        { "no authority", AttestationErrors.ChainInvalid },
        { "no hardware id", AttestationErrors.ChainInvalid },
        { "short hardware id", AttestationErrors.ChainInvalid },
        { "no microcode version", AttestationErrors.ChainInvalid },
        { "version above 255", AttestationErrors.ChainInvalid },
    };

    [Theory]
    [MemberData(nameof(WrongChains))]
    public void Chain_RightButForOneThing_IsRefusedForIt(string what, string code)
    {
        using var forge = new SnpForge
        {
            RootName = what == "root name" ? "ARK-Genoa" : "ARK-Milan",
            SignerName = what == "signer name" ? "SEV-Genoa" : "SEV-Milan",
            KeyName = what switch { "key name" => "SEV-OTHER", "VLEK under the ASK" => "SEV-VLEK", _ => "SEV-VCEK" },
            SignerIsAuthority = what != "no authority",
            HardwareId = what switch { "no hardware id" => null, "short hardware id" => new byte[8], _ => Enumerable.Repeat((byte)0xc1, 64).ToArray() },
        };
        if (what == "no microcode version")
        {
            forge.SecurityVersions.Remove(8);
        }
        else if (what == "version above 255")
        {
            forge.SecurityVersions[3] = 256;
        }

        Assert.Equal(code, Assert.IsType<EvidenceRefused>(forge.Verify(forge.Report())).Code);
    }

    [Fact]
    public void Chain_OfAnotherRoot_IsUntrustedAndMixedOnesAreInvalid()
    {
        using var forge = new SnpForge();
        using var other = new SnpForge();
        var (ours, theirs) = (forge.Certificates(), other.Certificates());

        Assert.Equal(AttestationErrors.RootUntrusted, CodeOf(theirs));
        Assert.Equal(AttestationErrors.ChainInvalid, CodeOf(ours with { EndorsementKey = theirs.EndorsementKey }));
        Assert.Equal(AttestationErrors.ChainInvalid, CodeOf(ours with { SigningKey = theirs.SigningKey }));
        Assert.Equal(AttestationErrors.ChainInvalid, CodeOf(ours with { EndorsementKey = ours.SigningKey }));
        Assert.Equal(AttestationErrors.ChainMalformed, CodeOf(ours with { SigningKey = default }));
        Assert.Equal(AttestationErrors.ChainMalformed, CodeOf(ours with { RootKey = new byte[Certificate.LengthMaximum + 1] }));

        string CodeOf(SnpCertificates certificates) =>
            Assert.IsType<EvidenceRefused>(forge.Verifier.Verify(forge.Report(), certificates, null, SnpForge.Now)).Code;
    }

    [Fact]
    public void Report_UnderARevokedAuthority_IsRefusedAndOthersSerialsDoNotMatter()
    {
        using var forge = new SnpForge();
        using var other = new SnpForge();
        var report = forge.Report();

        // 1 is the root, 2 the signing key; the endorsement key's 3 is another issuer's number.
        Assert.Equal(AttestationErrors.CertificateRevoked, CodeOf(forge.Verify(report, forge.RevocationList(1))));
        Assert.Equal(AttestationErrors.CertificateRevoked, CodeOf(forge.Verify(report, forge.RevocationList(2))));
        Assert.True(Assert.IsType<SnpReportVerified>(forge.Verify(report, forge.RevocationList(3))).RevocationChecked);
        Assert.Equal(AttestationErrors.CrlInvalid, CodeOf(forge.Verify(report, other.RevocationList())));
        Assert.Equal(AttestationErrors.CertificateNotYetValid, CodeOf(forge.Verify(report, null, DevelopmentPlatform.NotBefore.AddSeconds(-1))));
        Assert.Equal(AttestationErrors.CertificateExpired, CodeOf(forge.Verify(report, null, DevelopmentPlatform.NotAfter.AddSeconds(1))));
        Assert.Equal(AttestationErrors.CrlExpired, CodeOf(forge.Verify(report, forge.RevocationList(), DevelopmentPlatform.NotAfter)));

        static string CodeOf(EvidenceVerification result) => Assert.IsType<EvidenceRefused>(result).Code;
    }

    /// <summary>Everything is wrong at first; what is put right in the verifier's order uncovers the next reason.</summary>
    [Fact]
    public void Report_WithSeveralThingsWrong_IsRefusedForTheFirstInPrecedence()
    {
        using var forge = new SnpForge();
        using var other = new SnpForge();
        var report = forge.Report(bytes => bytes[0x189] = 0x11);
        var unsigned = QuoteForge.Flip(report, 0x2a0, 1);
        var malformed = QuoteForge.Flip(unsigned, 0, 1);
        var late = DevelopmentPlatform.NotAfter.AddSeconds(1);
        var foreign = other.RevocationList();

        string[] codes =
        [
            CodeOf(malformed, other.Certificates(), late, foreign),
            CodeOf(unsigned, other.Certificates() with { SigningKey = default }, late, foreign),
            CodeOf(unsigned, other.Certificates(), late, foreign),
            CodeOf(unsigned, forge.Certificates() with { SigningKey = other.Certificates().SigningKey }, late, foreign),
            CodeOf(unsigned, forge.Certificates(), late, foreign),
            CodeOf(unsigned, forge.Certificates(), SnpForge.Now, foreign),
            CodeOf(unsigned, forge.Certificates(), SnpForge.Now, forge.RevocationList(2)),
            CodeOf(unsigned, forge.Certificates(), SnpForge.Now, forge.RevocationList()),
            CodeOf(report, forge.Certificates(), SnpForge.Now, forge.RevocationList()),
        ];

        Assert.Distinct(codes);
        Assert.Equal(codes.OrderBy(code => AttestationErrors.InPrecedence.IndexOf(code)), codes);

        string CodeOf(byte[] evidence, SnpCertificates certificates, DateTimeOffset at, CertificateRevocationList list) =>
            Assert.IsType<EvidenceRefused>(forge.Verifier.Verify(evidence, certificates, list, at)).Code;
    }

    [VectorFact]
    public void AmdRoots_AreThePublishedKeys()
    {
        Assert.Equal(3, SnpTrustedRoot.Amd.Length);
        Assert.All(SnpTrustedRoot.Amd, root =>
        {
            var pem = AttestationVectors.Read($"snp/certs/amd-{root.Product.ToString().ToLowerInvariant()}-vcek-ask-ark.pem");
            Assert.True(CertificatePem.TryDecode(pem, out var certificates));
            Assert.True(Certificate.TryParse(certificates[1], out var ark, out _));
            Assert.Equal($"ARK-{root.Product}", System.Text.Encoding.UTF8.GetString(ark.SubjectCommonName));
            Assert.Equal(root.KeyDigest, new Bytes32(SHA256.HashData(ark.SubjectPublicKeyInfo)));
        });
    }
}
