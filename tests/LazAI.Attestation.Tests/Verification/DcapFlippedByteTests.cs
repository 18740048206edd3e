using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

/// <summary>
/// Every byte of a genuine quote is covered by a signature, a hash or a strict reader, with the exceptions written here:
/// <list type="bullet">
/// <item>a blank of the PEM text (line breaks between and inside the blocks), which may become another blank;</item>
/// <item>a NUL byte at the very end of the PEM text, which may become a blank, and a line break there, which may become NUL.</item>
/// </list>
/// None of them can change anything that is established: the certificates' DER bytes are the same.
/// </summary>
public sealed class DcapFlippedByteTests(ITestOutputHelper output)
{
    private static readonly byte[] Blanks = "\t\n\r \0"u8.ToArray();

    [VectorTheory]
    [InlineData("sgx-v3-phala-confsw")]
    [InlineData("tdx-v4-phala-2025")]
    [InlineData("tdx-v5-google-2026")]
    public void EveryByte_OfAGenuineQuoteFlipped_IsRefusedUnlessItIsUnsigned(string id)
    {
        var random = TestSeed.Create(output);
        var attempt = DcapAttempt.Of(id);
        var collateral = attempt.Collateral();
        var verifier = new DcapQuoteVerifier(attempt.Roots);
        Assert.True(DcapQuote.TryParse(attempt.Quote, out var genuine, out _));
        var chainOffset = genuine.Bytes.Length - genuine.CertificationData.Length;
        var report = Assert.IsType<DcapQuoteVerified>(verifier.Verify(attempt.Quote, collateral, attempt.At));

        var unsigned = 0;
        for (var offset = 0; offset < genuine.Bytes.Length; offset++)
        {
            var flipped = QuoteForge.Flip(attempt.Quote, offset, (byte)random.Next(1, 256));
            switch (verifier.Verify(flipped, collateral, attempt.At))
            {
                case DcapQuoteVerified verified:
                    Assert.True(offset >= chainOffset, $"byte {offset} changed to {flipped[offset]:x2} was accepted");
                    Assert.True(Blanks.Contains(attempt.Quote[offset]) && Blanks.Contains(flipped[offset]));
                    Assert.Equal(report.TrustDomain, verified.TrustDomain);
                    Assert.Equal(report.Enclave, verified.Enclave);
                    unsigned++;
                    break;
                case EvidenceRefused:
                    break;
            }
        }

        output.WriteLine($"{unsigned} of {genuine.Bytes.Length} changes fell on unsigned bytes");
    }
}
