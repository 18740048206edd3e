using BenchmarkDotNet.Attributes;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.Tower>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;
using Rows = LazAI.Cryptography.Fields.Lanes.RowDodecic<
    LazAI.Cryptography.Fields.Lanes.LaneField384<
        System.Runtime.Intrinsics.Vector512<double>,
        LazAI.Cryptography.Fields.Lanes.LaneVector512,
        LazAI.Cryptography.Bls12381.BaseModulus>,
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>,
    LazAI.Cryptography.Bls12381.Tower>;

namespace LazAI.Cryptography.Benchmarks;

/// <summary>
/// The pairing of BLS12-381 from its fields upwards. Small operations are done a thousand times over, each on the result of the one
/// before; those named after the path are done as rows where the machine has AVX-512.
/// </summary>
[MemoryDiagnoser]
public class PairingBenchmarks
{
    private const int Repetitions = 1_000;

    private readonly G1[] _points = [G1.Generator, -G1.Generator];
    private readonly G2[] _twistPoints = [G2.Generator, G2.Generator];
    private readonly PreparedG2[] _prepared;
    private readonly Fp12 _miller;
    private readonly Fp12 _value;

    public PairingBenchmarks()
    {
        _prepared = [.. _twistPoints.Select(point => new PreparedG2(in point))];
        _miller = MillerLoop.Product(_points.AsSpan(0, 1), _twistPoints.AsSpan(0, 1));
        _value = FinalExponentiation.Power(in _miller);
    }

    [Benchmark]
    public string FpMultiplyThousand() => Repeat(_miller.C0.C0.C0, (in Fp a) => a * _miller.C0.C1.C0);

    [Benchmark]
    public string FpInvertThousand() => Repeat(_miller.C0.C0.C0, (in Fp a) => Fp.Invert(in a));

    [Benchmark]
    public string Fp2MultiplyThousand() => Repeat(_miller.C0.C0, (in Fp2 a) => a * _miller.C0.C1);

    [Benchmark]
    public string Fp2SquareThousand() => Repeat(_miller.C0.C0, (in Fp2 a) => Fp2.Square(in a));

    [Benchmark]
    public string Fp12MultiplyThousand() => Repeat(_miller, (in Fp12 a) => a * _value);

    [Benchmark]
    public string Fp12CyclotomicSquareThousand() => Repeat(_value, (in Fp12 a) => Fp12.CyclotomicSquare(in a));

    [Benchmark]
    public string Fp12MultiplyThousandAvx512()
    {
        if (!LanePaths.IsSupported(LanePath.Avx512))
        {
            return "not supported";
        }

        var (a, b) = (new Rows(in _miller), new Rows(in _value));
        for (var i = 0; i < Repetitions; i++)
        {
            Rows.Multiply(out a, in a, in b);
        }

        return a.ToScalar().ToString();
    }

    [Benchmark]
    public string Fp12CyclotomicSquareThousandAvx512()
    {
        if (!LanePaths.IsSupported(LanePath.Avx512))
        {
            return "not supported";
        }

        var a = new Rows(in _value);
        for (var i = 0; i < Repetitions; i++)
        {
            Rows.CyclotomicSquare(out a, in a);
        }

        return a.ToScalar().ToString();
    }

    [Benchmark]
    public bool MillerLoopOfTwo() => MillerLoop.Product(_points, _twistPoints).IsOne;

    [Benchmark]
    public bool FinalExponentiationOfOne() => FinalExponentiation.PowerCubed(in _miller).IsOne;

    [Benchmark]
    public bool PairingValue() => Pairing.Value(in _points[0], in _twistPoints[0]).IsOne;

    [Benchmark]
    public bool CheckOfTwo() => Pairing.PairingProductIsOne(_points, _twistPoints);

    [Benchmark]
    public bool CheckOfTwoPrepared() => Pairing.PairingProductIsOne(_points, _prepared);

    [Benchmark]
    public bool CheckOfTwoAvx2() => CheckOn(LanePath.Avx2);

    [Benchmark]
    public bool CheckOfTwoScalar() => CheckOn(LanePath.Scalar);

    private bool CheckOn(LanePath path) =>
        LanePaths.IsSupported(path) && LanePaths.On(path, () => Pairing.PairingProductIsOne(_points, _twistPoints));

    private static string Repeat<T>(T a, Operation<T> operation)
        where T : struct
    {
        for (var i = 0; i < Repetitions; i++)
        {
            a = operation(in a);
        }

        return a.ToString()!;
    }

    private delegate T Operation<T>(in T a);
}
