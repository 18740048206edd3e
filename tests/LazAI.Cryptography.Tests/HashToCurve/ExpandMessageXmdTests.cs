using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LazAI.Cryptography.HashToCurve;
using LazAI.Cryptography.Tests.Vectors;
using LazAI.Testing.Vectors;

namespace LazAI.Cryptography.Tests.HashToCurve;

public class ExpandMessageXmdTests
{
    private const string Family = "crypto/h2c";

    // RFC 9380, appendices K.1 to K.3; the tag of K.2 is longer than 255 bytes.
    [Theory]
    [InlineData(XmdHash.Sha256, "QUUX-V01-CS02-with-expander-SHA256-128", 0, "", "68a985b87eb6b46952128911f2a4412bbc302a9d759667f87f7a21d803f07235")]
    [InlineData(XmdHash.Sha256, "QUUX-V01-CS02-with-expander-SHA256-128-long-DST-", 208, "", "e8dc0c8b686b7ef2074086fbdd2f30e3f8bfbd3bdf177f73f04b97ce618a3ed3")]
    [InlineData(XmdHash.Sha512, "QUUX-V01-CS02-with-expander-SHA512-256", 0, "abcdef0123456789", "087e45a86e2939ee8b91100af1583c4938e0f5fc6c9db4b107b83346bc967f58")]
    public void Expand_PublishedMessage_GivesPublishedBytes(XmdHash hash, string tag, int ones, string message, string expected)
    {
        Assert.Equal(expected, Convert.ToHexStringLower(Expand(hash, Encoding.ASCII.GetBytes(message), tag + new string('1', ones), 32)));
    }

    [VectorFact]
    public void Expand_EveryVector_GivesTheBytes()
    {
        var files = VectorSuite.Files(Family).Where(file => file.Name.StartsWith("expand_message_xmd", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            var root = file.ReadJson();
            var hash = root.Text("hash") == "SHA512" ? XmdHash.Sha512 : XmdHash.Sha256;
            VectorRun.All(file, root.GetProperty("tests").EnumerateArray().Select(test => (test, (Action<JsonElement>)(vector =>
            {
                var expected = vector.Bytes("uniform_bytes");
                Assert.Equal(Convert.ToInt32(vector.Text("len_in_bytes"), 16), expected.Length);
                Assert.Equal(expected, Expand(hash, Encoding.UTF8.GetBytes(vector.Text("msg")), root.Text("DST"), expected.Length));
            }))));
        });
    }

    // A message that does not fit on the stack, every way of ending within a digest, and the longest output.
    [Theory]
    [InlineData(XmdHash.Sha256, 32)]
    [InlineData(XmdHash.Sha512, 64)]
    public void Expand_LongMessagesAndOutputs_DependOnEveryByteAndOnTheLength(XmdHash hash, int digestSize)
    {
        var message = new byte[5_000];
        var longest = Expand(hash, message, "tag", ExpandMessageXmd.DigestsMaximum * digestSize);
        Assert.Equal(ExpandMessageXmd.DigestsMaximum, longest.Chunk(digestSize).Select(Convert.ToHexString).Distinct().Count());
        Assert.NotEqual(longest[..digestSize], Expand(hash, message, "tag", digestSize));
        Assert.NotEqual(Expand(hash, message, "tag", digestSize), Expand(hash, message, "gat", digestSize));
        message[^1] = 1;
        Assert.NotEqual(longest, Expand(hash, message, "tag", longest.Length));
        Assert.Empty(Expand(hash, message, "tag", 0));
    }

    [Fact]
    public void Expand_TagOf255And256Bytes_OnlyTheLongerIsHashedFirst()
    {
        var hashed = SHA256.HashData(Encoding.ASCII.GetBytes("H2C-OVERSIZE-DST-" + new string('t', 256)));
        var expected = new byte[32];
        ExpandMessageXmd.Expand(XmdHash.Sha256, "m"u8, hashed, expected);
        Assert.Equal(expected, Expand(XmdHash.Sha256, "m"u8.ToArray(), new string('t', 256), 32));

        hashed = SHA256.HashData(Encoding.ASCII.GetBytes("H2C-OVERSIZE-DST-" + new string('t', 255)));
        ExpandMessageXmd.Expand(XmdHash.Sha256, "m"u8, hashed, expected);
        Assert.NotEqual(expected, Expand(XmdHash.Sha256, "m"u8.ToArray(), new string('t', 255), 32));

        // A tag that does not fit on the stack with its prefix.
        hashed = SHA256.HashData(Encoding.ASCII.GetBytes("H2C-OVERSIZE-DST-" + new string('t', 10_000)));
        ExpandMessageXmd.Expand(XmdHash.Sha256, "m"u8, hashed, expected);
        Assert.Equal(expected, Expand(XmdHash.Sha256, "m"u8.ToArray(), new string('t', 10_000), 32));
    }

    [Fact]
    public void Expand_LengthsOutOfBounds_AreRefusedAsMisuse()
    {
        Assert.Throws<ArgumentException>(() => Expand(XmdHash.Sha256, [], "", 32));
        Assert.Throws<ArgumentException>(() => Expand(XmdHash.Sha256, [], "tag", 255 * 32 + 1));
        Assert.Throws<ArgumentException>(() => Expand(XmdHash.Sha512, [], "tag", 255 * 64 + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Expand((XmdHash)2, [], "tag", 32));
    }

    [Fact]
    public void Expand_Repeatedly_AllocatesNothing()
    {
        var (message, tag, bytes) = (new byte[3_000], "tag"u8.ToArray(), new byte[96]);
        ExpandMessageXmd.Expand(XmdHash.Sha256, message, tag, bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            ExpandMessageXmd.Expand(XmdHash.Sha256, message, tag, bytes);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Expand(XmdHash hash, byte[] message, string tag, int length)
    {
        var bytes = new byte[length];
        ExpandMessageXmd.Expand(hash, message, Encoding.ASCII.GetBytes(tag), bytes);
        return bytes;
    }
}
