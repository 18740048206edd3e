using System.Numerics;
using LazAI.Cryptography.Secp256k1;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Secp256k1;

public class PointTests(ITestOutputHelper output)
{
    // Textbook chord and tangent on BigInteger; null is infinity.
    private static readonly BigInteger P = BigInteger.Pow(2, 256) - BigInteger.Pow(2, 32) - 977;

    [Fact]
    public void MultiplyGenerator_SmallScalars_EqualsRepeatedTextbookAddition()
    {
        (BigInteger, BigInteger)? expected = null;
        for (ulong k = 0; k <= 200; k++)
        {
            Assert.Equal(expected, Affine(ConstantTimeMultiplication.MultiplyGenerator(new Scalar(k))));
            Assert.Equal(expected, Affine(VariableTimeMultiplication.Multiply(new Scalar(k), Scalar.Zero, AffinePoint.Generator)));
            Assert.Equal(expected, Affine(VariableTimeMultiplication.Multiply(Scalar.Zero, new Scalar(k), AffinePoint.Generator)));
            expected = Add(expected, G);
        }
    }

    [Fact]
    public void Multiply_RandomAndExtremeScalars_AllWaysAgreeWithTheTextbook()
    {
        var random = TestSeed.Create(output);
        for (var i = 0; i < 60; i++)
        {
            var (a, b, k) = (ScalarTests.Pick(random), ScalarTests.Pick(random), BigInteger.One + ScalarTests.Pick(random) % (ScalarTests.N - 1));
            var point = Textbook(k, G)!.Value;
            var affine = new AffinePoint(FieldElementTests.From(point.Item1), FieldElementTests.From(point.Item2));
            Assert.True(affine.IsOnCurve());

            Assert.Equal(point, Affine(ConstantTimeMultiplication.MultiplyGenerator(ScalarTests.From(k))));
            Assert.Equal(Textbook(a, point), Affine(ConstantTimeMultiplication.Multiply(ScalarTests.From(a), in affine)));
            Assert.Equal(
                Add(Textbook(a, G), Textbook(b, point)),
                Affine(VariableTimeMultiplication.Multiply(ScalarTests.From(a), ScalarTests.From(b), in affine)));
        }
    }

    // Sums that meet the special cases of the incomplete formulas: P + P, P - P, and partial sums that do.
    [Fact]
    public void Multiply_SumsThatMeetOrCancel_AreRight()
    {
        var random = TestSeed.Create(output);
        var generator = AffinePoint.Generator;
        for (var i = 0; i < 100; i++)
        {
            var a = ScalarTests.From(ScalarTests.Pick(random));
            Assert.True(VariableTimeMultiplication.Multiply(in a, -a, in generator).IsInfinity);
            Assert.Equal(
                Affine(ConstantTimeMultiplication.MultiplyGenerator(a + a)),
                Affine(VariableTimeMultiplication.Multiply(in a, in a, in generator)));
        }
    }

    [Fact]
    public void CompleteAddition_EveryPairOfSmallMultiples_IsRight()
    {
        var multiples = Enumerable.Range(0, 8)
            .Select(k => ConstantTimeMultiplication.MultiplyGenerator(new Scalar((ulong)k)))
            .Append(ConstantTimeMultiplication.MultiplyGenerator(-Scalar.One))
            .ToArray();
        foreach (var left in multiples)
        {
            var twice = left;
            twice.Double();
            Assert.Equal(Add(Affine(left), Affine(left)), Affine(twice));
            foreach (var right in multiples)
            {
                var sum = left;
                sum.Add(in right);
                Assert.Equal(Add(Affine(left), Affine(right)), Affine(sum));
                if (Affine(right) is not null)
                {
                    sum = left;
                    sum.Add(right.ToAffine());
                    Assert.Equal(Add(Affine(left), Affine(right)), Affine(sum));
                }
            }
        }
    }

    [Fact]
    public void JacobianAddition_EveryPairOfSmallMultiples_IsRight()
    {
        var multiples = Enumerable.Range(0, 8)
            .Select(k => VariableTimeMultiplication.Multiply(new Scalar((ulong)k), Scalar.Zero, AffinePoint.Generator))
            .Append(VariableTimeMultiplication.Multiply(-Scalar.One, Scalar.Zero, AffinePoint.Generator))
            .ToArray();
        foreach (var left in multiples)
        {
            foreach (var right in multiples.Where(point => !point.IsInfinity))
            {
                var sum = left;
                sum.Add(right.ToAffineVariableTime());
                Assert.Equal(Add(Affine(left), Affine(right)), Affine(sum));
            }
        }
    }

    [Fact]
    public void GroupLaws_RandomPointsAndScalars_Hold()
    {
        var random = TestSeed.Create(output);
        for (var i = 0; i < 100; i++)
        {
            var (a, b) = (ScalarTests.From(ScalarTests.Pick(random)), ScalarTests.From(ScalarTests.Pick(random)));
            var (p, q, r) = (RandomPoint(random), RandomPoint(random), RandomPoint(random));

            // P + Q = Q + P, (P + Q) + R = P + (Q + R), P - P = 0
            Assert.Equal(Affine(Sum(p, q)), Affine(Sum(q, p)));
            Assert.Equal(Affine(Sum(Sum(p, q), r)), Affine(Sum(Sum(q, r), p)));
            FieldElement.Negate(out var minusY, in p.Y, 1);
            minusY.Normalize();
            Assert.Null(Affine(Sum(p, new AffinePoint(in p.X, in minusY))));

            // a P + b P = (a + b) P, a (P + Q) = a P + a Q, a (b P) = (a b) P, lambda P = (beta x, y)
            var pq = Sum(p, q).ToAffineVariableTime();
            var bp = ConstantTimeMultiplication.Multiply(in b, in p);
            Assert.Equal(Affine(ConstantTimeMultiplication.Multiply(a + b, in p)), Affine(Sum(ConstantTimeMultiplication.Multiply(in a, in p), bp)));
            Assert.Equal(
                Affine(ConstantTimeMultiplication.Multiply(in a, in pq)),
                Affine(Sum(ConstantTimeMultiplication.Multiply(in a, in p), ConstantTimeMultiplication.Multiply(in a, in q))));
            if (!b.IsZero)
            {
                var affine = bp.ToAffine();
                Assert.Equal(
                    Affine(ConstantTimeMultiplication.Multiply(a * b, in p)),
                    Affine(VariableTimeMultiplication.Multiply(Scalar.Zero, in a, in affine)));
            }

            FieldElement.Multiply(out var betaX, in Glv.Beta, in p.X);
            Glv.Split(in a, out var first, out var second);
            var lambdaP = new AffinePoint(in betaX, in p.Y);
            Assert.Equal(
                Affine(ConstantTimeMultiplication.Multiply(in a, in p)),
                Affine(Sum(Multiply(first, in p), Multiply(second, in lambdaP))));
        }
    }

    // Random lanes must all come out; of small combinations some meet special cases, which must be told.
    [Avx512Fact]
    public void MultiplyEight_RandomAndSmallScalars_EachLaneIsRightOrSuspect()
    {
        var random = TestSeed.Create(output);
        var suspects = 0;
        for (var i = 0; i < 60; i++)
        {
            var isSmall = i % 2 == 1;
            Scalar[] Draw() => [.. Enumerable.Range(0, FieldElement8.Lanes).Select(_ => isSmall
                ? Scalar.NegateWhere(new Scalar((ulong)random.Next(5)), (ulong)-random.Next(2))
                : ScalarTests.From(ScalarTests.Uniform(random)))];
            var (a, b, k) = (Draw(), Draw(), Draw());
            var points = k.Select(factor => factor.IsZero
                ? AffinePoint.Generator
                : ConstantTimeMultiplication.MultiplyGenerator(in factor).ToAffine()).ToArray();
            var sums = new JacobianPoint[FieldElement8.Lanes];
            var suspect = VariableTimeMultiplication8.Multiply(a, b, points, sums);
            for (var lane = 0; lane < sums.Length; lane++)
            {
                var expected = VariableTimeMultiplication.Multiply(in a[lane], in b[lane], in points[lane]);
                var isSuspect = (suspect >> lane & 1) != 0;
                Assert.True(isSmall || !isSuspect);
                Assert.True(isSuspect || Affine(sums[lane]) == Affine(expected));
                suspects += isSuspect ? 1 : 0;
            }
        }

        Assert.True(suspects > 0);
    }

    private static AffinePoint RandomPoint(Random random) =>
        ConstantTimeMultiplication.MultiplyGenerator(ScalarTests.From(BigInteger.One + ScalarTests.Uniform(random) % (ScalarTests.N - 1))).ToAffine();

    private static ProjectivePoint Multiply(SignedHalf factor, in AffinePoint point)
    {
        var magnitude = new Scalar(factor.Magnitude);
        return ConstantTimeMultiplication.Multiply(factor.IsNegative ? -magnitude : magnitude, in point);
    }

    private static JacobianPoint Sum(AffinePoint left, AffinePoint right) => Sum(new JacobianPoint(in left), right);

    private static JacobianPoint Sum(JacobianPoint left, AffinePoint right)
    {
        left.Add(in right);
        return left;
    }

    private static ProjectivePoint Sum(ProjectivePoint left, ProjectivePoint right)
    {
        left.Add(in right);
        return left;
    }

    private static (BigInteger, BigInteger) G =>
        (FieldElementTests.Value(AffinePoint.Generator.X), FieldElementTests.Value(AffinePoint.Generator.Y));

    private static (BigInteger, BigInteger)? Textbook(BigInteger k, (BigInteger, BigInteger) point)
    {
        (BigInteger, BigInteger)? result = null;
        (BigInteger, BigInteger)? power = point;
        for (; !k.IsZero; k >>= 1)
        {
            result = k.IsEven ? result : Add(result, power);
            power = Add(power, power);
        }

        return result;
    }

    private static (BigInteger, BigInteger)? Add((BigInteger X, BigInteger Y)? left, (BigInteger X, BigInteger Y)? right)
    {
        if (left is not { } a)
        {
            return right;
        }

        if (right is not { } b)
        {
            return left;
        }

        if (a.X == b.X && (a.Y + b.Y) % P == 0)
        {
            return null;
        }

        var slope = a == b
            ? 3 * a.X * a.X * BigInteger.ModPow(2 * a.Y, P - 2, P)
            : (b.Y - a.Y) * BigInteger.ModPow(b.X - a.X + P, P - 2, P);
        var x = Positive(slope * slope - a.X - b.X);
        return (x, Positive(slope * (a.X - x) - a.Y));
    }

    private static BigInteger Positive(BigInteger value) => (value % P + P) % P;

    private static (BigInteger, BigInteger)? Affine(ProjectivePoint point)
    {
        point.Z.Normalize();
        if (point.Z.IsZero)
        {
            return null;
        }

        var affine = point.ToAffine();
        return (FieldElementTests.Value(affine.X), FieldElementTests.Value(affine.Y));
    }

    private static (BigInteger, BigInteger)? Affine(JacobianPoint point)
    {
        if (point.IsInfinity)
        {
            return null;
        }

        var affine = point.ToAffineVariableTime();
        return (FieldElementTests.Value(affine.X), FieldElementTests.Value(affine.Y));
    }
}
