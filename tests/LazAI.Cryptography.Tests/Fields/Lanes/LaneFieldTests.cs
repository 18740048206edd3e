using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Fields.Lanes;

/// <summary>Fields in lanes against System.Numerics: numbers at the edges, limbs that are as long as they may be, random ones.</summary>
public class LaneFieldTests(ITestOutputHelper output)
{
    private const int Seed = 20261123;

    [Fact]
    public void BlsBase_AgreesWithBigInteger() => Check384<LazAI.Cryptography.Bls12381.BaseModulus>();

    [Fact]
    public void BlsScalar_AgreesWithBigInteger() => Check256<LazAI.Cryptography.Bls12381.ScalarModulus>();

    [Fact]
    public void BnBase_AgreesWithBigInteger() => Check256<LazAI.Cryptography.Bn254.BaseModulus>();

    [Fact]
    public void BnScalar_AgreesWithBigInteger() => Check256<LazAI.Cryptography.Bn254.ScalarModulus>();

    private delegate void Operation<T>(out T r);

    private void Check384<TModulus>()
        where TModulus : struct, IModulus384
    {
        if (LanePaths.IsSupported(LanePath.Avx2))
        {
            Check<LaneField384<Vector256<double>, LaneVector256, TModulus>, MontgomeryField384<TModulus>>(8, 49);
            CheckPairs<LaneField384<Vector256<double>, LaneVector256, TModulus>, MontgomeryField384<TModulus>>(8, 49);
        }

        if (LanePaths.IsSupported(LanePath.Avx512))
        {
            Check<LaneField384<Vector512<double>, LaneVector512, TModulus>, MontgomeryField384<TModulus>>(8, 49);
            CheckPairs<LaneField384<Vector512<double>, LaneVector512, TModulus>, MontgomeryField384<TModulus>>(8, 49);
        }
    }

    private void Check256<TModulus>()
        where TModulus : struct, IModulus256
    {
        if (LanePaths.IsSupported(LanePath.Avx2))
        {
            Check<LaneField256<Vector256<double>, LaneVector256, TModulus>, MontgomeryField256<TModulus>>(6, 44);
            InnerProducts<LaneField256<Vector256<double>, LaneVector256, TModulus>, MontgomeryField256<TModulus>>(6, 44);
            CheckNumbers<Vector256<double>, LaneVector256, TModulus>();
        }

        if (LanePaths.IsSupported(LanePath.Avx512))
        {
            Check<LaneField256<Vector512<double>, LaneVector512, TModulus>, MontgomeryField256<TModulus>>(6, 44);
            InnerProducts<LaneField256<Vector512<double>, LaneVector512, TModulus>, MontgomeryField256<TModulus>>(6, 44);
            CheckNumbers<Vector512<double>, LaneVector512, TModulus>();
        }
    }

    // Elements to lanes and back as they are, after sums that are as long as they may be.
    private static void CheckNumbers<TVector, TLanes, TModulus>()
        where TVector : unmanaged
        where TLanes : struct, ILaneVector<TVector>
        where TModulus : struct, IModulus256
    {
        const int Bits = 44;
        const int Spread = 3;
        var random = new Random(Seed);
        var p = MontgomeryField256<TModulus>.Modulus;
        int[] offsets = [.. Enumerable.Range(0, TLanes.Count).Select(i => Spread * i)];
        for (var round = 0; round < 100; round++)
        {
            // In some rounds the rows end with the elements: nothing may be read beyond.
            var items = new MontgomeryField256<TModulus>[Spread * (TLanes.Count - 1) + 2 + round % 4];
            foreach (ref var item in items.AsSpan())
            {
                item = Element<MontgomeryField256<TModulus>>(random.Next(4) == 0 ? (p + random.Next(-3, 3)) % p : Random(random, p));
            }

            LaneField256<TVector, TLanes, TModulus>.Load(items, 1, offsets, out var loaded);
            var numbers = Numbers<LaneField256<TVector, TLanes, TModulus>, MontgomeryField256<TModulus>>(in loaded, Bits, out _);
            var (sum, negative) = (loaded, loaded);
            LaneField256<TVector, TLanes, TModulus>.Subtract(in loaded, in loaded, out negative);
            var expected = items.ToArray();
            for (var terms = 1; terms <= 16; terms++)
            {
                var (positive, below) = (items.ToArray(), items.ToArray());
                LaneField256<TVector, TLanes, TModulus>.Store(in sum, positive, 1, offsets);
                LaneField256<TVector, TLanes, TModulus>.Subtract(in negative, in loaded, out negative);
                LaneField256<TVector, TLanes, TModulus>.Store(in negative, below, 1, offsets);
                Assert.Equal(expected, positive);
                Assert.Equal(expected.Select((item, i) => offsets.Contains(i - 1) ? -item : item), below);
                foreach (var stored in positive.Concat(below))
                {
                    Assert.InRange(MemoryMarshal.Cast<MontgomeryField256<TModulus>, ulong>([stored])[^1], 0UL, TModulus.P4 + TModulus.P4 / 16);
                }

                LaneField256<TVector, TLanes, TModulus>.Normalize(in negative, out var normal);
                var normals = Numbers<LaneField256<TVector, TLanes, TModulus>, MontgomeryField256<TModulus>>(in normal, Bits, out var longest);
                Assert.True(longest <= (1L << (Bits - 1)) + 256, $"a limb of {longest}");
                for (var i = 0; i < normals.Length; i++)
                {
                    Assert.True(((normals[i] + terms * numbers[i]) % p).IsZero);
                    Assert.True(2 * BigInteger.Abs(normals[i]) < p + (p >> 20));
                }

                LaneField256<TVector, TLanes, TModulus>.Add(in sum, in loaded, out sum);
                foreach (var offset in offsets)
                {
                    expected[1 + offset] += items[1 + offset];
                }
            }
        }
    }

    private void Check<T, TScalar>(int limbs, int bits)
        where T : unmanaged, ILaneField<T, TScalar>
        where TScalar : unmanaged, IPrimeField<TScalar>
    {
        output.WriteLine($"seed {Seed}, {T.Count} lanes");
        var random = new Random(Seed);
        Conversions<T, TScalar>(random, limbs, bits);

        var p = TScalar.Modulus;
        var inverseRadix = BigInteger.ModPow(BigInteger.One << (limbs * bits), p - 2, p);
        for (var round = 0; round < 400; round++)
        {
            var (a, x) = Operand<T, TScalar>(random, limbs, bits);
            var (b, y) = Operand<T, TScalar>(random, limbs, bits);
            var (c, z) = Operand<T, TScalar>(random, limbs, bits);
            var (d, w) = Operand<T, TScalar>(random, limbs, bits);
            var lanes = (uint)random.Next(1 << T.Count);
            T.Add(in a, in b, out var sum);
            T.Subtract(in a, in b, out var difference);
            Same(Result((out T r) => T.Multiply(in a, in b, out r)), i => x[i] * y[i] * inverseRadix, product: true);
            Same(Result((out T r) => T.Multiply(in sum, in c, out r)), i => (x[i] + y[i]) * z[i] * inverseRadix, product: true);
            Same(Result((out T r) => T.Multiply(in c, in difference, out r)), i => (x[i] - y[i]) * z[i] * inverseRadix, product: true);
            Same(Result((out T r) => T.Square(in a, out r)), i => x[i] * x[i] * inverseRadix, product: true);
            T.Add(in difference, in difference, out var four);
            Same(Result((out T r) => T.MultiplyAdd(in sum, in c, in four, out r)), i => (x[i] + y[i]) * z[i] * inverseRadix + 2 * (x[i] - y[i]));
            Same(Result((out T r) => T.MultiplySubtract(in a, in b, in four, out r)), i => x[i] * y[i] * inverseRadix - 2 * (x[i] - y[i]));
            Same(
                Result((out T r) => T.SumOfProducts(in sum, in c, in difference, in d, out r)),
                i => ((x[i] + y[i]) * z[i] + (x[i] - y[i]) * w[i]) * inverseRadix, product: true);
            Same(
                Result((out T r) => T.DifferenceOfProducts(in sum, in c, in d, in difference, out r)),
                i => ((x[i] + y[i]) * z[i] - (x[i] - y[i]) * w[i]) * inverseRadix, product: true);
            Same(Result((out T r) => T.Combine(in a, -12, in four, out r)), i => 2 * (x[i] - y[i]) - 12 * x[i]);
            Same(Result((out T r) => T.Scale(in four, 4, out r)), i => 8 * (x[i] - y[i]));
            Same(Result((out T r) => T.Negate(in a, lanes, out r)), i => (lanes >> i & 1) != 0 ? -x[i] : x[i]);
            Same(Result((out T r) => T.Select(in a, in b, lanes, out r)), i => (lanes >> i & 1) != 0 ? y[i] : x[i]);

            // Results may go where an operand was.
            var own = a;
            T.SumOfProducts(in own, in b, in c, in own, out own);
            Same(own, i => x[i] * (y[i] + z[i]) * inverseRadix, product: true);

            T.Select(in a, default, lanes, out var zeros);
            T.Multiply(in zeros, in b, out zeros);
            for (var i = 0; i < T.Count; i++)
            {
                var isZero = (lanes >> i & 1) != 0 || (x[i] * y[i] % p).IsZero;
                Assert.Equal(isZero, (T.ZeroLanes(in zeros) >> i & 1) != 0);
            }
        }

        // All operands at once as long as they may be, so that the highs, lows and carries of a column add up as far as they can.
        int[] signs = [0, -1, 0b0101_0101, 0b0011_0011];
        foreach (var (a, x) in signs.Select(sign => Longest<T, TScalar>(limbs, bits, sign)))
        {
            foreach (var (b, y) in signs.Select(sign => Longest<T, TScalar>(limbs, bits, sign)))
            {
                T.Add(in a, in a, out var twoA);
                T.Add(in b, in b, out var twoB);
                T.Add(in twoB, in twoB, out var four);
                T.Subtract(default, in four, out var minusFour);
                Same(Result((out T r) => T.Multiply(in twoA, in b, out r)), _ => 2 * x * y * inverseRadix, product: true);
                Same(Result((out T r) => T.Multiply(in b, in twoA, out r)), _ => 2 * x * y * inverseRadix, product: true);
                Same(Result((out T r) => T.Square(in a, out r)), _ => x * x * inverseRadix, product: true);
                Same(Result((out T r) => T.MultiplyAdd(in twoA, in a, in four, out r)), _ => 2 * x * x * inverseRadix + 4 * y);
                Same(Result((out T r) => T.MultiplyAdd(in a, in twoA, in minusFour, out r)), _ => 2 * x * x * inverseRadix - 4 * y);
                Same(Result((out T r) => T.MultiplySubtract(in twoA, in b, in four, out r)), _ => 2 * x * y * inverseRadix - 4 * y);
                Same(Result((out T r) => T.MultiplySubtract(in twoA, in b, in minusFour, out r)), _ => 2 * x * y * inverseRadix + 4 * y);
                Same(Result((out T r) => T.SumOfProducts(in twoA, in a, in b, in twoB, out r)), _ => 2 * (x * x + y * y) * inverseRadix, product: true);
                Same(Result((out T r) => T.SumOfProducts(in twoA, in b, in b, in twoA, out r)), _ => 4 * x * y * inverseRadix, product: true);
                Same(Result((out T r) => T.DifferenceOfProducts(in twoA, in a, in twoA, in b, out r)), _ => 2 * x * (x - y) * inverseRadix, product: true);
                Same(Result((out T r) => T.Combine(in a, 15, in b, out r)), _ => 15 * x + y);
                Same(Result((out T r) => T.Combine(in a, -12, in four, out r)), _ => 4 * y - 12 * x);
                Same(Result((out T r) => T.Scale(in four, 4, out r)), _ => 16 * y);
            }
        }

        static T Result(Operation<T> operation)
        {
            operation(out var r);
            return r;
        }

        void Same(in T actual, Func<int, BigInteger> expected, bool product = false)
        {
            var numbers = Numbers<T, TScalar>(in actual, bits, out var longest);
            for (var i = 0; i < T.Count; i++)
            {
                Assert.True(((numbers[i] - expected(i)) % p).IsZero, $"lane {i}");
                Assert.True(!product || BigInteger.Abs(numbers[i]) < p);
            }

            // The bound that further operations count on; selections and negations keep what they get.
            Assert.True(longest <= LongestLimb(bits), $"a limb of {longest}");
        }
    }

    // Sums of as many products as are allowed, with factors that are the same in all lanes.
    private static void InnerProducts<T, TScalar>(int limbs, int bits)
        where T : unmanaged, ILaneField<T, TScalar>, ILaneInnerProduct<T>
        where TScalar : unmanaged, IPrimeField<TScalar>
    {
        var (random, p) = (new Random(Seed), TScalar.Modulus);
        var inverseRadix = BigInteger.ModPow(BigInteger.One << (limbs * bits), p - 2, p);
        for (var round = 0; round < 100; round++)
        {
            var count = round < 33 ? round : random.Next(33);
            var operands = Enumerable.Range(0, count).Select(_ => Operand<T, TScalar>(random, limbs, bits)).ToArray();
            var rows = new double[LaneRow.Length * count];
            var factors = new BigInteger[count];
            for (var j = 0; j < count; j++)
            {
                var row = rows.AsSpan(j * LaneRow.Length, LaneRow.Length);
                var (factor, _) = Operand<T, TScalar>(random, limbs, bits);
                LaneRows<T, TScalar>(in factor)[..LaneRow.Length].CopyTo(row);
                factors[j] = Number(row, bits);
                T.Create(row, out var all);
                Assert.All(Numbers<T, TScalar>(in all, bits, out _), number => Assert.Equal(factors[j], number));
            }

            var (c, z) = Operand<T, TScalar>(random, limbs, bits);
            T.Add(in c, in c, out var four);
            T.Add(in four, in four, out four);
            T.InnerProduct(operands.Select(one => one.Element).ToArray(), rows, in four, out var sum);
            var sums = Numbers<T, TScalar>(in sum, bits, out var longest);
            for (var i = 0; i < T.Count; i++)
            {
                var products = factors.Select((factor, j) => factor * operands[j].Numbers[i]).Aggregate(BigInteger.Zero, (a, b) => a + b);
                Assert.True(((sums[i] - products * inverseRadix - 4 * z[i]) % p).IsZero, $"{count} products, lane {i}");
                Assert.True(BigInteger.Abs(sums[i]) < 6 * p);
            }

            Assert.True(longest <= (1L << (bits - 1)) + 256, $"a limb of {longest}");
        }
    }

    private static void CheckPairs<T, TScalar>(int limbs, int bits)
        where T : unmanaged, ILanePairs<T, TScalar>
        where TScalar : unmanaged, IPrimeField<TScalar>
    {
        var (random, p, half) = (new Random(Seed), TScalar.Modulus, T.Count / 2);
        var inverseRadix = BigInteger.ModPow(BigInteger.One << (limbs * bits), p - 2, p);
        for (var round = 0; round < 400; round++)
        {
            var (a, x) = Operand<T, TScalar>(random, limbs, bits);
            var (b, y) = Operand<T, TScalar>(random, limbs, bits);
            var (c, z) = Operand<T, TScalar>(random, limbs, bits);
            T.Add(in a, in b, out var sum);
            T.MultiplyPairs(in sum, in c, out var left);
            T.MultiplyPairs(in c, in sum, out var right);

            // Results may go where an operand was.
            T.Subtract(in a, in b, out var difference);
            var own = c;
            T.MultiplyPairs(in own, in difference, out own);
            foreach (var (actual, sign) in new[] { (left, 1), (right, 1), (own, -1) })
            {
                var numbers = Numbers<T, TScalar>(in actual, bits, out var longest);
                for (var i = 0; i < half; i++)
                {
                    var (c0, c1) = (x[i] + sign * y[i], x[half + i] + sign * y[half + i]);
                    Assert.True(((numbers[i] - (c0 * z[i] - c1 * z[half + i]) * inverseRadix) % p).IsZero, $"lane {i}");
                    Assert.True(((numbers[half + i] - (c0 * z[half + i] + c1 * z[i]) * inverseRadix) % p).IsZero, $"lane {half + i}");
                }

                Assert.All(numbers, number => Assert.True(BigInteger.Abs(number) < p));
                Assert.True(longest <= (1L << (bits - 1)) + 256, $"a limb of {longest}");
            }
        }
    }

    // Scalar field to lanes and back, also of numbers that are not quite reduced.
    private static void Conversions<T, TScalar>(Random random, int limbs, int bits)
        where T : unmanaged, ILaneField<T, TScalar>
        where TScalar : unmanaged, IPrimeField<TScalar>
    {
        var (p, row) = (TScalar.Modulus, new double[LaneRow.Length]);
        for (var i = 0; i < 200; i++)
        {
            var number = i < 5 ? (p + i - 3) % p : Random(random, p);
            var value = Element<TScalar>(number);
            value = i % 2 == 0 ? value : value - Element<TScalar>(p - 1) - TScalar.One;
            T.Pack(in value, row);
            var packed = Number(row, bits);
            Assert.True(((packed - (number << (limbs * bits))) % p).IsZero);
            Assert.Equal(value, T.Unpack(row));

            // Numbers from -2p to 2p come back nearly reduced, which adding and subtracting tells.
            for (var k = -2; k <= 1; k++)
            {
                var shifted = Row(packed % p + (packed.Sign < 0 ? p : 0) + k * p, limbs, bits);
                var back = T.Unpack(shifted);
                Assert.Equal(value, back);
                Assert.Equal(TScalar.Double(in value), back + back);
                Assert.True((back - value).IsZero && (value - back).IsZero);
            }

            T.Create(in value, out var all);
            Assert.All(Numbers<T, TScalar>(in all, bits, out _), x => Assert.Equal(packed, x));
        }
    }

    // Of a normal element, as the multiplications have it: 2^48 + 2^5 and 2^43 + 2^8.
    private static long LongestLimb(int bits) => (1L << (bits - 1)) + (bits == 49 ? 32 : 256);

    // The same in all lanes: limbs of the longest, negative where a bit is set, and twice p's last limb.
    private static (T Element, BigInteger Number) Longest<T, TScalar>(int limbs, int bits, int signs)
        where T : unmanaged, ILaneField<T, TScalar>
        where TScalar : unmanaged, IPrimeField<TScalar>
    {
        var row = new double[LaneRow.Length];
        for (var i = 0; i < limbs; i++)
        {
            var limb = i == limbs - 1 ? 2 * (double)(TScalar.Modulus >> (bits * i)) : LongestLimb(bits);
            row[i] = (signs >> i & 1) != 0 ? -limb : limb;
        }

        T.Gather(in row[0], new int[T.Count], out var element);
        return (element, Number(row, bits));
    }

    // A normal element of lanes of all kinds: random, zero, p and its neighbours, limbs as long as they may be of one or both signs.
    private static (T Element, BigInteger[] Numbers) Operand<T, TScalar>(Random random, int limbs, int bits)
        where T : unmanaged, ILaneField<T, TScalar>
        where TScalar : unmanaged, IPrimeField<TScalar>
    {
        var p = TScalar.Modulus;
        var rows = new double[T.Count * LaneRow.Length];
        var numbers = new BigInteger[T.Count];
        for (var lane = 0; lane < T.Count; lane++)
        {
            var row = rows.AsSpan(lane * LaneRow.Length, LaneRow.Length);
            var kind = random.Next(8);
            if (kind < 4)
            {
                Row(kind == 0 ? p * random.Next(-1, 2) + random.Next(-2, 3) : Random(random, p) - (kind == 1 ? p : 0), limbs, bits).CopyTo(row);
            }
            else
            {
                var longest = LongestLimb(bits) - random.Next(33);
                for (var i = 0; i < limbs - 1; i++)
                {
                    row[i] = (kind == 4 || (kind > 5 && random.Next(2) == 0)) ? longest : -longest;
                }

                row[limbs - 1] = (double)(p >> (bits * (limbs - 1))) * random.Next(-1, 1);
            }

            numbers[lane] = Number(row, bits);
        }

        T.Gather(in rows[0], Offsets<T, TScalar>(), out var element);
        return (element, numbers);
    }

    private static BigInteger[] Numbers<T, TScalar>(in T element, int bits, out double longest)
        where T : unmanaged, ILaneField<T, TScalar>
        where TScalar : unmanaged, IPrimeField<TScalar>
    {
        var rows = LaneRows<T, TScalar>(in element);
        longest = rows.Max(Math.Abs);
        return [.. rows.Chunk(LaneRow.Length).Select(row => Number(row, bits))];
    }

    private static double[] LaneRows<T, TScalar>(in T element)
        where T : unmanaged, ILaneField<T, TScalar>
        where TScalar : unmanaged, IPrimeField<TScalar>
    {
        var rows = new double[T.Count * LaneRow.Length];
        T.Scatter(in element, ref rows[0], Offsets<T, TScalar>());
        return rows;
    }

    private static int[] Offsets<T, TScalar>()
        where T : unmanaged, ILaneField<T, TScalar>
        where TScalar : unmanaged, IPrimeField<TScalar> =>
        [.. Enumerable.Range(0, T.Count).Select(i => i * LaneRow.Length)];

    private static BigInteger Number(ReadOnlySpan<double> row, int bits)
    {
        var number = BigInteger.Zero;
        for (var i = row.Length - 1; i >= 0; i--)
        {
            number = (number << bits) + (BigInteger)row[i];
        }

        return number;
    }

    private static double[] Row(BigInteger number, int limbs, int bits)
    {
        var row = new double[LaneRow.Length];
        for (var i = 0; i < limbs - 1; i++)
        {
            var rest = number + (BigInteger.One << (bits - 1)) >> bits;
            row[i] = (double)(number - (rest << bits));
            number = rest;
        }

        row[limbs - 1] = (double)number;
        return row;
    }

    private static BigInteger Random(Random random, BigInteger p)
    {
        var bytes = new byte[56];
        random.NextBytes(bytes);
        return new BigInteger(bytes, isUnsigned: true) % p;
    }

    private static TScalar Element<TScalar>(BigInteger number)
        where TScalar : unmanaged, IPrimeField<TScalar>
    {
        var bytes = new byte[TScalar.Size];
        number.ToByteArray(isUnsigned: true, isBigEndian: true).CopyTo(bytes, TScalar.Size - number.GetByteCount(isUnsigned: true));
        Assert.True(TScalar.TryRead(bytes, out var value));
        return value;
    }
}
