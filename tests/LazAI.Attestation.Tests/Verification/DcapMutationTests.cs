using System.Globalization;
using System.Text;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

/// <summary>
/// Hostile quotes and collateral: no exception, no false acceptance, and no more allocated than the input is worth. The variable
/// <c>LAZAI_ATTESTATION_MUTATIONS</c> says how many of each kind.
/// </summary>
public sealed class DcapMutationTests(ITestOutputHelper output)
{
    // What one verification may allocate. For a quote: the bytes of its certificates, keys, the answer.
    private const int QuoteBytesMaximum = 16 * 1024;
    private const int QuoteBytesPerByte = 2;

    // For collateral: its texts, their members, and what a verifier finds out of them.
    private const int CollateralBytesPerByte = 16;

    private static int Count => int.TryParse(
        Environment.GetEnvironmentVariable("LAZAI_ATTESTATION_MUTATIONS"), CultureInfo.InvariantCulture, out var count) ? count : 1_500;

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
        var codes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var allocatedMaximum = 0L;
        for (var round = 0; round < Count; round++)
        {
            var mutated = QuoteMutation.Apply(attempt.Quote, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var result = verifier.Verify(mutated, collateral, attempt.At);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            allocatedMaximum = Math.Max(allocatedMaximum, allocated);
            Assert.InRange(allocated, 0, QuoteBytesMaximum + QuoteBytesPerByte * mutated.Length);
            if (result is DcapQuoteVerified)
            {
                Assert.True(mutated.AsSpan().StartsWith(genuine.SignedBytes));
            }

            var code = (result as EvidenceRefused)?.Code ?? "accepted";
            codes[code] = codes.GetValueOrDefault(code) + 1;
        }

        output.WriteLine($"at most {allocatedMaximum} bytes; " + string.Join(", ", codes.Select(pair => $"{pair.Key}: {pair.Value}")));
    }

    [VectorFact]
    public void Collateral_MutatedAtRandom_IsRefusedOrReadWithinItsAllocation()
    {
        var random = TestSeed.Create(output);
        var attempt = DcapAttempt.Of("tdx-v4-phala-2025");
        var bundle = Encoding.UTF8.GetBytes(attempt.Bundle);
        var codes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var allocatedMaximum = 0L;
        for (var round = 0; round < Count / 5; round++)
        {
            var mutated = round % 2 == 0 ? Mutate(bundle, random) : MutateMember(attempt, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            EvidenceVerification result = DcapCollateral.TryParse(mutated, out var collateral, out var refusal)
                ? new DcapQuoteVerifier(attempt.Roots).Verify(attempt.Quote, collateral, attempt.At)
                : refusal;
            allocatedMaximum = Math.Max(allocatedMaximum, GC.GetAllocatedBytesForCurrentThread() - before);
            var code = (result as EvidenceRefused)?.Code ?? "accepted";
            codes[code] = codes.GetValueOrDefault(code) + 1;
        }

        output.WriteLine($"at most {allocatedMaximum} bytes; " + string.Join(", ", codes.Select(pair => $"{pair.Key}: {pair.Value}")));
        Assert.InRange(allocatedMaximum, 1, CollateralBytesPerByte * bundle.Length);
        Assert.Contains(AttestationErrors.CollateralMalformed, codes.Keys);
        Assert.Contains(AttestationErrors.TcbInfoMalformed, codes.Keys);
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        var mutated = bytes.ToArray();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
        }

        return random.Next(4) == 0 ? mutated[..random.Next(mutated.Length)] : mutated;
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
