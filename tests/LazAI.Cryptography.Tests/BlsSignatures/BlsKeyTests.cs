using System.Security.Cryptography;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.BlsSignatures;

namespace LazAI.Cryptography.Tests.BlsSignatures;

public class BlsKeyTests
{
    private const string Order = "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001";

    [Theory]
    [InlineData(true, "0000000000000000000000000000000000000000000000000000000000000001")]
    [InlineData(true, "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000000")]
    [InlineData(false, Order)]
    [InlineData(false, "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData(false, "0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(false, "01")]
    [InlineData(false, "")]
    [InlineData(false, "000000000000000000000000000000000000000000000000000000000000000001")]
    public void TryCreate_NumbersAtTheEdges_TakesThoseFrom1ToTheOrder(bool isTaken, string hex)
    {
        Assert.Equal(isTaken, BlsSecretKey.TryCreate(Convert.FromHexString(hex), out var key));
        if (key is not null)
        {
            var bytes = new byte[BlsSecretKey.Size];
            key.Export(bytes);
            Assert.Equal(hex, Convert.ToHexStringLower(bytes));

            // 1 and -1 times the generator.
            Assert.EndsWith("f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb", key.PublicKey.ToString());
        }
    }

    [Fact]
    public void TryDerive_MaterialAndPurpose_DetermineTheKeyWithinBounds()
    {
        var material = new byte[32];
        Assert.True(BlsSecretKey.TryDerive(material, [], out var key));
        Assert.True(BlsSecretKey.TryDerive(material, [], out var same));
        Assert.True(BlsSecretKey.TryDerive(material, "another"u8, out var another));
        Assert.Equal(key.PublicKey, same.PublicKey);
        Assert.NotEqual(key.PublicKey, another.PublicKey);
        Assert.True(BlsSecretKey.TryDerive(material, new byte[BlsSecretKey.PurposeSizeMaximum], out _));
        Assert.False(BlsSecretKey.TryDerive(material, new byte[BlsSecretKey.PurposeSizeMaximum + 1], out _));
        Assert.False(BlsSecretKey.TryDerive(new byte[BlsSecretKey.MaterialSizeMinimum - 1], [], out _));
    }

    [Fact]
    public void Generate_Twice_GivesTwoKeys()
    {
        using var random = RandomNumberGenerator.Create();
        using var a = BlsSecretKey.Generate(random);
        using var b = BlsSecretKey.Generate(random);
        Assert.NotEqual(a.PublicKey, b.PublicKey);
    }

    [Fact]
    public void Dispose_ThenUse_Throws()
    {
        Assert.True(BlsSecretKey.TryDerive(new byte[32], [], out var key));
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => BlsScheme.Basic.Sign(key, []));
        Assert.Throws<ObjectDisposedException>(() => key.Export(new byte[BlsSecretKey.Size]));
        Assert.Equal(nameof(BlsSecretKey), key.ToString());
    }

    [Fact]
    public void TryParse_IdentityAndPointsOutsideTheGroups_AreRefusedByName()
    {
        Assert.Equal(PointRefusal.Identity, Refusal([0xc0, .. new byte[47]]));
        Assert.Equal(PointRefusal.NotInSubgroup, Refusal([0x80, .. new byte[47]]));
        Assert.Equal(PointRefusal.WrongLength, Refusal(new byte[96]));
        Assert.Equal(PointRefusal.WrongFlags, Refusal(new byte[48]));
        Assert.False(BlsSignature.TryParse([0x80, .. new byte[94], 1], out _, out var refusal));
        Assert.True(refusal is PointRefusal.NotOnCurve or PointRefusal.NotInSubgroup);

        static PointRefusal Refusal(byte[] bytes)
        {
            Assert.False(BlsPublicKey.TryParse(bytes, out var key, out var refusal));
            Assert.Null(key);
            return refusal;
        }
    }
}
