using System.Text;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

/// <summary>
/// Hostile quotes and collateral: no exception, no false acceptance, and no more allocated than the input is worth.
/// </summary>
public sealed class DcapMutationTests(ITestOutputHelper output)
{
    // What one verification may allocate. For a quote: the bytes of its certificates, keys, the answer.
    private const int QuoteBytesMaximum = 16 * 1024;
    private const int QuoteBytesPerByte = 2;

    // For collateral: its texts, their members, and what a verifier finds out of them.
    private const int CollateralBytesPerByte = 16;

    [VectorTheory]
    [InlineData("sgx-v3-phala-confsw")]
    [InlineData("tdx-v4-phala-2025")]
    [InlineData("tdx-v5-google-2026")]
    public void Quote_MutatedAtRandom_IsRefusedOrTheSameWithinItsAllocation(string id)
    {
        var random = TestSeed.Create(output);
        var attempt = DcapAttempt.Of(id);
        var collateral = attempt.Collateral();
        var verifier = new DcapQuoteVerifier(attempt.Roots);
        Assert.True(DcapQuote.TryParse(attempt.Quote, out var genuine, out _));
        Assert.IsType<DcapQuoteVerified>(verifier.Verify(attempt.Quote, collateral, attempt.At));
        Mutation.Run(output, Mutation.Count(percent: 20, inTests: 1_500), () =>
        {
            var mutated = QuoteMutation.Apply(attempt.Quote, random);
            return (() => Judge(mutated), QuoteBytesMaximum + QuoteBytesPerByte * mutated.Length);
        });

        string Judge(byte[] mutated)
        {
            if (verifier.Verify(mutated, collateral, attempt.At) is EvidenceRefused refused)
            {
                return refused.Code;
            }

            return mutated.AsSpan().StartsWith(genuine.SignedBytes) ? "accepted" : throw new InvalidDataException("A forgery was accepted.");
        }
    }

    [VectorFact]
    public void Collateral_MutatedAtRandom_IsRefusedOrReadWithinItsAllocation()
    {
        var random = TestSeed.Create(output);
        var attempt = DcapAttempt.Of("tdx-v4-phala-2025");
        var bundle = Encoding.UTF8.GetBytes(attempt.Bundle);
        var codes = Mutation.Run(output, Mutation.Count(percent: 2, inTests: 300), () =>
        {
            var mutated = random.Next(2) == 0 ? Mutation.Apply(bundle, random) : MutateMember(attempt, random);
            return (() => Judge(mutated), CollateralBytesPerByte * bundle.Length);
        });
        Assert.Contains(AttestationErrors.CollateralMalformed, codes.Keys);
        Assert.Contains(AttestationErrors.TcbInfoMalformed, codes.Keys);

        string Judge(byte[] mutated)
        {
            EvidenceVerification result = DcapCollateral.TryParse(mutated, out var collateral, out var refusal)
                ? new DcapQuoteVerifier(attempt.Roots).Verify(attempt.Quote, collateral, attempt.At)
                : refusal;
            return result is EvidenceRefused refused ? refused.Code : "accepted";
        }
    }

    /// <summary>Damage inside a part that is read by itself, so that the bundle's own reader does not stop it.</summary>
    private static byte[] MutateMember(DcapAttempt attempt, Random random)
    {
        string[] members = ["tcb_info", "qe_identity", "root_ca_crl", "pck_crl", "pck_crl_issuer_chain", "tcb_info_issuer_chain"];
        var changed = attempt.With(members[random.Next(members.Length)], text =>
        {
            var characters = text.ToCharArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                // Another character of the same text keeps hexadecimal digits and PEM plausible.
                characters[random.Next(characters.Length)] = text[random.Next(text.Length)];
            }

            return new string(characters);
        });
        return Encoding.UTF8.GetBytes(changed.Bundle);
    }
}
