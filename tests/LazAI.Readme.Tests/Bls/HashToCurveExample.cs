using LazAI.Cryptography;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.HashToCurve;

namespace LazAI.Readme.Tests.Bls;

public class HashToCurveExample
{
    // RFC 9380, appendix J.9.1: the point of the empty message.
    private const string PublishedX = "052926add2207b76ca4fa57a8734416c8dc95e24501772c814278700eed6d1e4e8cf62d9c09db0fac349612b759e79a1";

    [Fact]
    public void Points_OfMessages_AreThePublishedOnes()
    {
        #region README
        // Names the protocol and the suite, so that no two protocols share points.
        var tag = "QUUX-V01-CS02-with-BLS12381G1_XMD:SHA-256_SSWU_RO_"u8;
        var g1 = new byte[48];
        Bls12381HashToCurve.HashToG1(""u8, tag, g1);

        var edwards = new byte[Edwards25519HashToCurve.PointSize];
        Edwards25519HashToCurve.HashToCurve("a message"u8, "MY-APP-V1-edwards25519_XMD:SHA-512_ELL2_RO_"u8, edwards);

        bool isPoint = Secp256k1HashToCurve.TryHashToCurve(
            "a message"u8, "MY-APP-V1-secp256k1_XMD:SHA-256_SSWU_RO_"u8, out Secp256k1PublicKey? point);
        #endregion

        g1[0] &= 0x1f;
        Assert.Equal(PublishedX, Convert.ToHexStringLower(g1));
        Assert.True(isPoint);
        Assert.True(Secp256k1PublicKey.TryParse(point!.ToCompressed(), out _));
        Assert.NotEqual(new byte[32], edwards);
    }
}
