using System.Runtime.Intrinsics;
using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Curves.Lanes;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;
using G1Jacobian = LazAI.Cryptography.Curves.JacobianPoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Jacobian = LazAI.Cryptography.Curves.JacobianPoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>The five long sums of a proof, before they are blinded.</summary>
internal sealed class ProofSums
{
    /// <summary>The sum of z_j u_j.</summary>
    public G1Jacobian A { get; private set; }

    /// <summary>The sum of z_j v_j, in G1.</summary>
    public G1Jacobian B1 { get; private set; }

    /// <summary>The same in G2.</summary>
    public G2Jacobian B2 { get; private set; }

    /// <summary>The private wires' part of C, and h t / delta.</summary>
    public G1Jacobian C { get; private set; }

    /// <summary>Adds up.</summary>
    /// <param name="key">The key's parts.</param>
    /// <param name="witness">z.</param>
    /// <param name="numerator">What goes with H.</param>
    /// <param name="options">Threads and cancellation.</param>
    /// <param name="report">Is told of points that are done.</param>
    public static ProofSums Compute(
        ProvingKeyParts key, ReadOnlySpan<Fr> witness, ReadOnlySpan<Fr> numerator, ParallelOptions options, Action<int> report)
    {
        using var wires = new SignedNumbers(witness);
        using var privateWires = new SignedNumbers(witness[(key.PublicSignals + 1)..]);
        using var quotient = new SignedNumbers(numerator);
        return LanePaths.Current switch
        {
            LanePath.Avx512 => InLanes<Vector512<double>, LaneVector512>(key, wires, privateWires, quotient, options, report),
            LanePath.Avx2 => InLanes<Vector256<double>, LaneVector256>(key, wires, privateWires, quotient, options, report),
            _ => OneByOne(key, wires, privateWires, quotient, options, report),
        };
    }

    private static ProofSums OneByOne(
        ProvingKeyParts key, SignedNumbers wires, SignedNumbers privateWires, SignedNumbers quotient, ParallelOptions options, Action<int> report)
    {
        var sums = new ProofSums();
        sums.B2 = Sum(key.B2, wires, options, report);
        sums.A = Sum(key.A, wires, options, report);
        sums.B1 = Sum(key.B1, wires, options, report);
        sums.C = Sum(key.C, privateWires, options, report) + Sum(key.H, quotient, options, report);
        return sums;
    }

    private static JacobianPoint<TField, TCurve> Sum<TField, TCurve>(
        AffinePoint<TField, TCurve>[] points, SignedNumbers numbers, ParallelOptions options, Action<int> report)
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        using var chosen = new Scratch<AffinePoint<TField, TCurve>>(numbers.Count);
        for (var i = 0; i < numbers.Count; i++)
        {
            ref readonly var point = ref points[numbers.Places[i] >> 1];
            chosen.Span[i] = (numbers.Places[i] & 1) == 0 ? point : -point;
        }

        var sum = MultiScalarMultiplication.VariableTime<TField, TCurve>(
            chosen.Span, numbers.Sizes, SignedNumbers.WordsPerNumber, options.MaxDegreeOfParallelism);
        report(points.Length);
        return sum;
    }

    private static ProofSums InLanes<TVector, TLanes>(
        ProvingKeyParts key, SignedNumbers wires, SignedNumbers privateWires, SignedNumbers quotient, ParallelOptions options, Action<int> report)
        where TVector : unmanaged
        where TLanes : struct, ILaneVector<TVector>
    {
        SumInWindows<LaneCoordinate<TVector, TLanes, BaseModulus>, Fp, G1Curve>[] ones =
            [new(key.H, quotient), new(key.A, wires), new(key.B1, wires), new(key.C, privateWires)];
        SumInWindows<LaneQuadraticCoordinate<TVector, TLanes, BaseModulus>, Fp2, G2Curve>[] twos = [new(key.B2, wires)];
        ISumInWindows[] all = [.. twos, .. ones];
        InParallel(all.Length, options, () => i => all[i].Prepare());
        var windows = all.SelectMany(sum => Enumerable.Range(0, sum.Windows).Select(window => (Sum: sum, Window: window))).ToArray();
        InParallel(windows.Length, options, () =>
        {
            var (one, two) = (
                new PairwiseSums<LaneCoordinate<TVector, TLanes, BaseModulus>, Fp, G1Curve>(),
                new PairwiseSums<LaneQuadraticCoordinate<TVector, TLanes, BaseModulus>, Fp2, G2Curve>());
            return i =>
            {
                windows[i].Sum.Compute(windows[i].Window, one, two);
                report(windows[i].Sum.PointsPerWindow);
            };
        });
        Array.ForEach(all, sum => sum.Clear());
        return new() { A = ones[1].Result, B1 = ones[2].Result, B2 = twos[0].Result, C = ones[0].Result + ones[3].Result };
    }

    // Each thread takes the next piece of work when it is done with one, and has its own work memory.
    private static void InParallel(int count, ParallelOptions options, Func<Action<int>> createWorker)
    {
        var next = -1;
        Parallel.For(0, Math.Min(count, Math.Max(1, options.MaxDegreeOfParallelism)), options, _ =>
        {
            var worker = createWorker();
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                options.CancellationToken.ThrowIfCancellationRequested();
                worker(i);
            }
        });
    }

    private interface ISumInWindows
    {
        int Windows { get; }

        int PointsPerWindow { get; }

        void Prepare();

        void Compute(int window, object one, object two);

        void Clear();
    }

    private sealed class SumInWindows<T, TField, TCurve>(AffinePoint<TField, TCurve>[] points, SignedNumbers numbers) : ISumInWindows
        where T : unmanaged, ILaneCoordinate<T, TField>
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        private WindowedSum<T, TField, TCurve>? _sum;
        private JacobianPoint<TField, TCurve>[] _windows = [];

        public int Windows => _windows.Length;

        public int PointsPerWindow => points.Length / Math.Max(1, Windows);

        public JacobianPoint<TField, TCurve> Result => _sum!.Join(_windows);

        public void Prepare()
        {
            _sum = new(points, numbers.Places, numbers.Sizes);
            _windows = new JacobianPoint<TField, TCurve>[_sum.Windows];
        }

        public void Compute(int window, object one, object two) =>
            _windows[window] = _sum!.Window(window, one as PairwiseSums<T, TField, TCurve> ?? (PairwiseSums<T, TField, TCurve>)two);

        public void Clear() => _sum?.Clear();
    }
}
