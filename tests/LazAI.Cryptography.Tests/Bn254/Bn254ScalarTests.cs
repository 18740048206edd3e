using System.Numerics;
using System.Text;
using LazAI.Cryptography.Bn254;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Bn254;

public class Bn254ScalarTests(ITestOutputHelper output)
{
    private const string Largest = "21888242871839275222246405745257275088548364400416034343698204186575808495616";

    [Theory]
    [InlineData("0", "0")]
    [InlineData("7", "7")]
    [InlineData(Largest, Largest)]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000010", "16")]
    [InlineData("0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000000", Largest)]
    [InlineData("0x30644E72E131A029B85045B68181585D2833E84879B9709143E1F593F0000000", Largest)]
    public void TryParse_NumberBelowTheModulus_IsRead(string text, string number)
    {
        Assert.True(Bn254Scalar.TryParse(text, out var scalar));
        Assert.True(Bn254Scalar.TryParse(Encoding.UTF8.GetBytes(text), out var sameScalar));
        Assert.Equal(scalar, sameScalar);
        Assert.Equal(number, scalar.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("01")]
    [InlineData("00")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData("٣")]
    [InlineData("0x")]
    [InlineData("0x10")]
    [InlineData("0X0000000000000000000000000000000000000000000000000000000000000010")]
    [InlineData("0x000000000000000000000000000000000000000000000000000000000000001g")]
    [InlineData("0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001")]
    [InlineData("0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("21888242871839275222246405745257275088548364400416034343698204186575808495617")]
    [InlineData("99999999999999999999999999999999999999999999999999999999999999999999999999999")]
    [InlineData("100000000000000000000000000000000000000000000000000000000000000000000000000000")]
    public void TryParse_AnythingElse_IsRefused(string text)
    {
        Assert.False(Bn254Scalar.TryParse(text, out _));
        Assert.False(Bn254Scalar.TryParse(Encoding.UTF8.GetBytes(text), out _));
        Assert.Throws<FormatException>(() => Bn254Scalar.Parse(text));
    }

    [Fact]
    public void TryRead_OtherLengthOrTheModulus_IsRefused()
    {
        var modulus = Bn254Scalar.Modulus.ToByteArray(isUnsigned: true, isBigEndian: true);
        Assert.False(Bn254Scalar.TryRead(modulus, out _));
        Assert.False(Bn254Scalar.TryRead(new byte[31], out _));
        Assert.False(Bn254Scalar.TryRead(new byte[33], out _));
        Assert.False(Bn254Scalar.TryCreate(-1, out _));
        Assert.False(Bn254Scalar.TryCreate(Bn254Scalar.Modulus, out _));
        modulus[^1]--;
        Assert.True(Bn254Scalar.TryRead(modulus, out var largest));
        Assert.Equal(Largest, largest.ToString());
        Assert.True((largest + Bn254Scalar.One).IsZero);
        Assert.Equal(default, largest + Bn254Scalar.One);
        Assert.Equal(default(Bn254Scalar).GetHashCode(), (largest + Bn254Scalar.One).GetHashCode());
    }

    [Fact]
    public void Arithmetic_RandomNumbers_AgreesWithBigInteger()
    {
        var random = TestSeed.Create(output);
        var bytes = new byte[80];
        for (var i = 0; i < 200; i++)
        {
            random.NextBytes(bytes);
            var (a, b) = (Bn254Scalar.Reduce(bytes.AsSpan(0, 32)), Bn254Scalar.Reduce(bytes.AsSpan(32)));
            var (x, y) = (Number(bytes.AsSpan(0, 32)), Number(bytes.AsSpan(32)));
            Assert.Equal(x, a.ToBigInteger());
            Assert.Equal(y, b.ToBigInteger());
            Assert.Equal((x + y) % Bn254Scalar.Modulus, (a + b).ToBigInteger());
            Assert.Equal((x - y + Bn254Scalar.Modulus) % Bn254Scalar.Modulus, (a - b).ToBigInteger());
            Assert.Equal(x * y % Bn254Scalar.Modulus, (a * b).ToBigInteger());
            Assert.Equal(-a + a, Bn254Scalar.Zero);
            Assert.True(Bn254Scalar.TryRead(a.ToBytes32().AsSpan(), out var again) && again == a && again != b);
            Assert.True(Bn254Scalar.TryCreate(x, out again) && again == a);
            Assert.Equal(a, Bn254Scalar.Parse(a.ToString()));
            Assert.Equal(a, Bn254Scalar.Parse(a.ToBytes32().ToString()));
        }

        static BigInteger Number(ReadOnlySpan<byte> bigEndian) => new BigInteger(bigEndian, isUnsigned: true, isBigEndian: true) % Bn254Scalar.Modulus;
    }
}
