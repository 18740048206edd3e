using LazAI.Cryptography;

namespace LazAI.Readme.Tests.Hashing;

public class KeccakExample
{
    [Fact]
    public void Keccak256_OfAText_IsTheKnownDigest()
    {
        #region README
        Bytes32 digest = Keccak256.Hash("hello"u8);

        // In pieces; the hasher lives on the stack.
        var hasher = new Keccak256Hasher();
        hasher.Append("hel"u8);
        hasher.Append("lo"u8);
        Bytes32 same = hasher.Finish();
        #endregion

        Assert.Equal("0x1c8aff950685c2ed4bc3174f3472287b56d9517b9c948127319a09a7a36deac8", digest.ToString());
        Assert.Equal(digest, same);
    }
}
