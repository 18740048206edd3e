using System.Numerics;
using LazAI.Cryptography.Bn254;
using LazAI.Testing;
using Xunit.Abstractions;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Tests.Fields;

public class InnerProductTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(64)]
    public void InnerProduct_RandomAndLargestNumbers_AgreesWithBigInteger(int count)
    {
        var random = TestSeed.Create(output);
        for (var i = 0; i < 50; i++)
        {
            var (a, b, c) = (Numbers(count), Numbers(count), Numbers(1)[0]);
            var product = Fr.InnerProduct(Elements(a), Elements(b), Elements([c])[0]);
            var expected = (a.Zip(b, (x, y) => x * y).Aggregate(BigInteger.Zero, (x, y) => x + y) + c) % Bn254Scalar.Modulus;
            Assert.Equal(expected, new Bn254Scalar(in product).ToBigInteger());

            // The result is as reduced as any element: sums and differences of it come out right.
            Assert.Equal((expected + c) % Bn254Scalar.Modulus, new Bn254Scalar(product + Elements([c])[0]).ToBigInteger());
            Assert.True((product - product).IsZero);
        }

        BigInteger[] Numbers(int length)
        {
            var largest = random.Next(2) == 0;
            var bytes = new byte[40];
            var numbers = new BigInteger[length];
            for (var i = 0; i < length; i++)
            {
                random.NextBytes(bytes);
                numbers[i] = largest ? Bn254Scalar.Modulus - 1 : new BigInteger(bytes, isUnsigned: true) % Bn254Scalar.Modulus;
            }

            return numbers;
        }

        static Fr[] Elements(BigInteger[] numbers) =>
            [.. numbers.Select(number => Bn254Scalar.TryCreate(number, out var scalar) ? scalar.Element : throw new InvalidOperationException())];
    }
}
