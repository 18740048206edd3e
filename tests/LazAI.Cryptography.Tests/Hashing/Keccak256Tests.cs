using System.Text;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Hashing;

public class Keccak256Tests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("", "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData("Transfer(address,address,uint256)", "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")]
    public void Hash_PublishedMessage_GivesPublishedDigest(string message, string digest) =>
        Assert.Equal(digest, Keccak256.Hash(Encoding.UTF8.GetBytes(message)).ToString());

    // Every length across the first three blocks in every way of cutting it in two: the padding and the block border meet all cases.
    [Fact]
    public void Hasher_MessageInTwoPieces_EqualsOneShot()
    {
        var random = TestSeed.Create(output);
        for (var length = 0; length <= 3 * 136 + 1; length++)
        {
            var message = new byte[length];
            random.NextBytes(message);
            var expected = Keccak256.Hash(message);
            for (var cut = 0; cut <= length; cut++)
            {
                var hasher = new Keccak256Hasher();
                hasher.Append(message.AsSpan(0, cut));
                hasher.Append(message.AsSpan(cut));
                Assert.Equal(expected, hasher.Finish());
            }
        }
    }

    [Fact]
    public void Hash_DestinationTooShort_Throws() =>
        Assert.Throws<ArgumentException>(() => Keccak256.Hash([], new byte[31]));
}
