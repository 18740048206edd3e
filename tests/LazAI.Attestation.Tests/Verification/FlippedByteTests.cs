using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

/// <summary>
/// Every byte of a quote is covered by a signature, a hash or a strict reader, with the exceptions written here:
/// <list type="bullet">
/// <item>a line break between or inside the PEM blocks, which may become another blank (tab, line feed, carriage return, space);</item>
/// <item>the very last byte, a line break, which may become the NUL that platforms end their PEM with;</item>
/// <item>what follows the quote's declared end in the buffer, which is not part of the quote.</item>
/// </list>
/// None of them can change anything that is established: the certificates' DER bytes are the same.
/// </summary>
public sealed class FlippedByteTests(ITestOutputHelper output) : IDisposable
{
    private static readonly byte[] Blanks = "\t\n\r "u8.ToArray();

    private readonly DevelopmentPlatform _platform = new();

    [Fact]
    public void EveryByte_Flipped_IsRefusedUnlessItIsUnsigned()
    {
        var random = TestSeed.Create(output);
        var quote = _platform.Quote();
        var genuine = _platform.Verifier.Verify(quote, null, DevelopmentPlatform.Now);
        Assert.IsType<DcapQuoteVerified>(genuine);

        var unsigned = 0;
        for (var offset = 0; offset < quote.Length; offset++)
        {
            // One single bit and one arbitrary change of the byte.
            foreach (var mask in new[] { 1 << random.Next(8), random.Next(1, 256) })
            {
                var flipped = QuoteForge.Flip(quote, offset, (byte)mask);
                var result = _platform.Verifier.Verify(flipped, null, DevelopmentPlatform.Now);
                if (IsUnsigned(quote, flipped, offset))
                {
                    Assert.Equal(genuine, result);
                    unsigned++;
                }
                else
                {
                    Assert.True(result is EvidenceRefused, $"byte {offset} changed by {mask:x2} was accepted");
                }
            }
        }

        output.WriteLine($"{unsigned} of {2 * quote.Length} changes fell on unsigned bytes");
    }

    [Fact]
    public void EveryLineBreakOfTheChain_ReplacedByAnotherBlank_ChangesNoFact()
    {
        var quote = _platform.Quote();
        var genuine = _platform.Verifier.Verify(quote, null, DevelopmentPlatform.Now);
        var replaced = quote.ToArray();
        foreach (var blank in Blanks)
        {
            for (var offset = QuoteForge.ChainOffset(quote); offset < quote.Length; offset++)
            {
                replaced[offset] = quote[offset] == '\n' ? blank : quote[offset];
            }

            Assert.Equal(genuine, _platform.Verifier.Verify(replaced, null, DevelopmentPlatform.Now));
        }
    }

    [Fact]
    public void EveryByteBehindTheQuote_Flipped_ChangesNoFact()
    {
        byte[] quote = [.. _platform.Quote(), .. new byte[16]];
        var genuine = _platform.Verifier.Verify(quote, null, DevelopmentPlatform.Now);

        for (var offset = quote.Length - 16; offset < quote.Length; offset++)
        {
            Assert.Equal(genuine, _platform.Verifier.Verify(QuoteForge.Flip(quote, offset, 0xff), null, DevelopmentPlatform.Now));
        }
    }

    [Fact]
    public void TheLastLineBreak_ReplacedByNul_ChangesNoFact()
    {
        var quote = _platform.Quote();
        Assert.Equal((byte)'\n', quote[^1]);

        Assert.Equal(
            _platform.Verifier.Verify(quote, null, DevelopmentPlatform.Now),
            _platform.Verifier.Verify(QuoteForge.Flip(quote, quote.Length - 1, (byte)'\n'), null, DevelopmentPlatform.Now));
    }

    public void Dispose() => _platform.Dispose();

    private static bool IsUnsigned(byte[] quote, byte[] flipped, int offset) =>
        offset >= QuoteForge.ChainOffset(quote) && quote[offset] == '\n'
        && (Blanks.Contains(flipped[offset]) || (flipped[offset] == 0 && offset == quote.Length - 1));
}
