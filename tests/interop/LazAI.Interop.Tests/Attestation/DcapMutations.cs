using System.Text;
using System.Text.Json.Nodes;
using LazAI.Attestation;
using LazAI.Attestation.Tests;
using LazAI.Interop.Tests.Judging;

namespace LazAI.Interop.Tests.Attestation;

/// <summary>Genuine cases, damaged.</summary>
internal static class DcapMutations
{
    private static readonly string[] s_ids = ["tdx-v4-phala-2025", "tdx-v5-google-2026", "sgx-v3-phala-confsw"];

    private static readonly string[] s_members =
    [
        "pck_crl_issuer_chain", "root_ca_crl", "pck_crl", "tcb_info", "tcb_info_signature", "tcb_info_issuer_chain",
        "qe_identity", "qe_identity_signature", "qe_identity_issuer_chain",
    ];

    /// <summary>Each time at which some part begins or ends to be valid, the second before and the second after.</summary>
    public static IEnumerable<DcapCase> AtBoundaries() => s_ids.Select(DcapCase.Of).SelectMany(one =>
        InstantsOf(one).Distinct().SelectMany(instant => new[] { -1, 0, 1 }.Select(seconds => one with
        {
            Name = $"{one.Name}, boundary",
            At = instant.AddSeconds(seconds),
        })));

    public static DcapCase Random(Random random)
    {
        var genuine = s_ids.Select(DcapCase.Of).ToArray();
        var one = random.Pick(genuine);
        return random.Next(20) switch
        {
            < 6 => one with { Name = $"{one.Name}, quote", Quote = QuoteMutation.Apply(one.Quote, random) },
            < 11 => one with { Name = $"{one.Name}, bit of quote", Quote = random.FlipOneBit(one.Quote) },
            < 13 => one with { Name = $"{one.Name}, parts of quote swapped", Quote = SwapParts(one.Quote, random) },
            < 17 => WithDamage(one, random.Pick(s_members), random),
            < 19 => WithOthers(one, random.Pick(genuine), random.Pick(s_members)),
            _ => one with { Name = $"{one.Name}, time", At = one.At.AddHours(random.Next(-50_000, 50_000)) },
        };
    }

    private static DcapCase WithDamage(DcapCase one, string member, Random random) => (one with { Name = $"{one.Name}, {member}" }).With(
        member,
        text =>
        {
            var characters = text.ToCharArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                // Another character of the same text keeps hexadecimal digits and PEM plausible.
                characters[random.Next(characters.Length)] = text[random.Next(text.Length)];
            }

            return new string(characters);
        });

    private static DcapCase WithOthers(DcapCase one, DcapCase other, string member) =>
        (one with { Name = $"{one.Name}, {member} of {other.Name}" }).With(member, _ => (string)JsonNode.Parse(other.Collateral)![member]!);

    /// <summary>Two ranges of the same length, such as signatures, keys, measurements, change places.</summary>
    private static byte[] SwapParts(byte[] quote, Random random)
    {
        var bytes = quote.ToArray();
        var length = random.Pick([16, 32, 48, 64, 384]);
        var (first, second) = (random.Next(bytes.Length - length), random.Next(bytes.Length - length));
        quote.AsSpan(first, length).CopyTo(bytes.AsSpan(second));
        quote.AsSpan(second, length).CopyTo(bytes.AsSpan(first));
        return bytes;
    }

    private static IEnumerable<DateTimeOffset> InstantsOf(DcapCase one)
    {
        Assert.True(DcapCollateral.TryParse(Encoding.UTF8.GetBytes(one.Collateral), out var collateral, out _));
        Assert.True(DcapQuote.TryParse(one.Quote, out var quote, out _));
        Assert.True(CertificatePem.TryDecode(quote.CertificationData, out var chain));
        Assert.True(CertificatePem.TryDecode(collateral.Parts.TcbInfo.IssuerChain.Span, out var signers));
        var certificates = chain.Concat(signers).Select(der => Certificate.TryParse(der, out var certificate, out _) ? certificate.Validity : default);
        return
        [
            collateral.TcbInfo.IssueDate, collateral.TcbInfo.NextUpdate, collateral.QeIdentity.IssueDate, collateral.QeIdentity.NextUpdate,
            collateral.RootCrl.ThisUpdate, collateral.RootCrl.NextUpdate, collateral.PckCrl.ThisUpdate, collateral.PckCrl.NextUpdate,
            .. certificates.SelectMany(validity => new[] { validity.NotBefore, validity.NotAfter }),
        ];
    }
}
