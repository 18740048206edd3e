using System.Security.Cryptography;
using LazAI.Attestation.Development;
using LazAI.Cryptography;

namespace LazAI.Attestation.Tests;

/// <summary>A development root, a platform under it, a trust domain with recognisable measurements, a time when all is valid.</summary>
public sealed class DevelopmentPlatform : IDisposable
{
    public static readonly DateTimeOffset NotBefore = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Now = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset NotAfter = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly DevelopmentTrustDomain Domain = new()
    {
        MrTd = Filled(0x16),
        MrConfigId = Filled(0x17),
        MrOwner = Filled(0x18),
        MrOwnerConfig = Filled(0x19),
        Rtmr0 = Filled(0x1a),
        Rtmr1 = Filled(0x1b),
        Rtmr2 = Filled(0x1c),
        Rtmr3 = Filled(0x1d),
        Xfam = 0x1e,
    };

    public static readonly ReportData Data = new(Enumerable.Range(1, 32).Select(value => (byte)value).ToArray());

    public DevelopmentPlatform()
    {
        Random = RandomNumberGenerator.Create();
        Root = DevelopmentRoot.Create(Random, NotBefore, NotAfter);
        Issuer = DevelopmentQuoteIssuer.Create(Root, Random, NotBefore, NotAfter);
        Verifier = NewVerifier();
    }

    public RandomNumberGenerator Random { get; }

    public DevelopmentRoot Root { get; }

    public DevelopmentQuoteIssuer Issuer { get; }

    /// <summary>A verifier that trusts Intel's roots and this one, as a deployment's does.</summary>
    public DcapQuoteVerifier Verifier { get; }

    public DcapQuoteVerifier NewVerifier() => new([.. TrustedRoot.Intel, Root.TrustedRoot]);

    public byte[] Quote() => Issuer.Issue(Domain, Data);

    public DcapQuoteVerified Verified(DevelopmentTrustDomain? domain = null, ReportData? data = null) =>
        Assert.IsType<DcapQuoteVerified>(Verifier.Verify(Issuer.Issue(domain ?? Domain, data ?? Data), null, Now));

    public static Measurement48 Filled(byte value) => new(Enumerable.Repeat(value, Measurement48.Length).ToArray());

    public static Bytes32 FilledBytes32(byte value) => new(Enumerable.Repeat(value, Bytes32.Size).ToArray());

    public void Dispose()
    {
        Issuer.Dispose();
        Root.Dispose();
        Random.Dispose();
    }
}
