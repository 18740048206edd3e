using BenchmarkDotNet.Attributes;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Bls12381.Lanes;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Curves.Lanes;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.Polynomials;
using LazAI.Cryptography.Polynomials.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;
using G1Jacobian = LazAI.Cryptography.Curves.JacobianPoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;

namespace LazAI.Cryptography.Benchmarks;

/// <summary>Work on many points of G1 of BLS12-381 at once, on the machine's widest path and, where it says so, on the scalar one.</summary>
[MemoryDiagnoser]
public class LaneBenchmarks
{
    private const int Count = 4096;
    private const int TransformSize = 128;
    private const ulong Generator = 7;

    private readonly G1[] _points = new G1[Count];
    private readonly ulong[] _scalars = new ulong[4 * Count];
    private readonly ReadOnlyMemory<byte>[] _encodings;
    private readonly EvaluationDomain<Fr> _domain = new(TransformSize, Generator);
    private readonly Lazy<FixedBaseTable<Fp, G1Curve>?> _table;

    public LaneBenchmarks()
    {
        var multiples = new G1Jacobian[Count];
        multiples[0] = new(G1.Generator);
        for (var i = 1; i < Count; i++)
        {
            multiples[i] = G1Jacobian.Double(in multiples[i - 1]) + G1.Generator;
        }

        G1Jacobian.ToAffine(multiples, _points, new Fp[2 * Count]);
        var random = new Random(1);
        for (var i = 0; i < _scalars.Length; i++)
        {
            // Below r, the order of the group.
            _scalars[i] = (ulong)random.NextInt64() >> (i % 4 == 3 ? 1 : 0);
        }

        _encodings = [.. _points.Take(TransformSize).Select(point =>
        {
            var bytes = new byte[G1Curve.CoordinateSize];
            PointEncoding.WriteCompressed(in point, bytes);
            return (ReadOnlyMemory<byte>)bytes;
        })];
        _table = new(() => FixedBaseTable.Create(_points, Count, 13));
    }

    [Benchmark]
    public string SumOf4096Points() => Text(LaneMultiScalarMultiplication.VariableTime(_points, _scalars));

    [Benchmark]
    public string SumOf4096PointsInTable()
    {
        Span<G1Jacobian> sum = new G1Jacobian[1];
        _table.Value?.VariableTime(_scalars, sum);
        return _table.Value is null ? "no vectors" : Text(sum[0]);
    }

    [Benchmark]
    public string SumOf4096PointsScalar() => Text(MultiScalarMultiplication.VariableTime<Fp, G1Curve>(_points, _scalars));

    [Benchmark]
    public string SumOf128Points() =>
        Text(LaneMultiScalarMultiplication.VariableTime(_points.AsSpan(0, TransformSize), _scalars.AsSpan(0, 4 * TransformSize)));

    [Benchmark]
    public string TransformOf128Points()
    {
        G1Jacobian[] items = [.. _points.Take(TransformSize).Select(point => new G1Jacobian(in point))];
        LaneGroupTransform.Evaluate(_domain, items);
        return Text(items[^1]);
    }

    [Benchmark]
    public string Read128Points() => Read();

    [Benchmark]
    public string Read128PointsScalar() => LanePaths.On(LanePath.Scalar, Read);

    private string Read()
    {
        var (points, refusals) = (new G1[TransformSize], new PointRefusal[TransformSize]);
        LaneG1Encoding.ReadCompressed(_encodings, points, refusals);
        return $"{points[^1]} {refusals[^1]}";
    }

    private static string Text(in G1Jacobian point) => point.ToAffine().ToString();
}
