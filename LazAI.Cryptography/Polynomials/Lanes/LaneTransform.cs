using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;

namespace LazAI.Cryptography.Polynomials.Lanes;

/// <summary>
/// The transforms of an <see cref="EvaluationDomain{T}"/> with one line of numbers a lane: of many lines, or of a long one that is cut
/// into a matrix. Without vectors they are the domain's own.
/// </summary>
/// <remarks>
/// The upper half of a long transform's levels pairs items of the same column of that matrix, and the lower half those of the same row;
/// row i of a transform of block b is a transform of block b R + i (D. Bailey, "FFTs in external or hierarchical memory", 1990, for
/// transforms of which the parts do not differ). So both halves are lines side by side, and each line stays in the fastest cache.
/// </remarks>
internal sealed class LaneTransform<TModulus>
    where TModulus : struct, IModulus256
{
    // Fewer lines cost less one after another, and so does a line that makes no square of as many rows and columns as there are lanes.
    private const int LinesWorthwhile = 3;
    private const int LengthWorthwhile = 64;

    // A row (see LaneRow) for each root.
    private readonly Lazy<double[]> _roots;

    public LaneTransform(EvaluationDomain<MontgomeryField256<TModulus>> domain)
    {
        Domain = domain;
        _roots = new(PackRoots);
    }

    /// <summary>The roots of unity of the transforms.</summary>
    public EvaluationDomain<MontgomeryField256<TModulus>> Domain { get; }

    /// <summary>Of each line as <see cref="EvaluationDomain{T}.Evaluate(Span{T}, int)"/>.</summary>
    public void Evaluate(Span<MontgomeryField256<TModulus>> items, Lines lines, int block = 0) => Transform(items, lines, block, isInverse: false);

    /// <summary>Of each line as <see cref="EvaluationDomain{T}.Interpolate(Span{T}, int)"/>.</summary>
    public void Interpolate(Span<MontgomeryField256<TModulus>> items, Lines lines, int block = 0) => Transform(items, lines, block, isInverse: true);

    /// <inheritdoc cref="EvaluationDomain{T}.Evaluate(Span{T}, int)"/>
    public void Evaluate(Span<MontgomeryField256<TModulus>> items, int block = 0)
    {
        if (!IsWorthwhile(items.Length))
        {
            Domain.Evaluate(items, block);
            return;
        }

        Domain.Check(items.Length, block);
        var (columns, rows) = Passes(items.Length, block);
        Run(items, in columns, isInverse: false);
        Run(items, in rows, isInverse: false);
    }

    /// <inheritdoc cref="EvaluationDomain{T}.Interpolate(Span{T}, int)"/>
    public void Interpolate(Span<MontgomeryField256<TModulus>> items, int block = 0)
    {
        if (!IsWorthwhile(items.Length))
        {
            Domain.Interpolate(items, block);
            return;
        }

        Domain.Check(items.Length, block);
        var (columns, rows) = Passes(items.Length, block);
        Run(items, in rows, isInverse: true);
        Run(items, in columns, isInverse: true);
    }

    /// <inheritdoc cref="EvaluationDomain{T}.Evaluate(Memory{T}, int, int)"/>
    public void Evaluate(Memory<MontgomeryField256<TModulus>> items, int block, int degreeOfParallelism)
    {
        if (!IsWorthwhile(items.Length))
        {
            Domain.Evaluate(items, block, degreeOfParallelism);
            return;
        }

        Domain.Check(items.Length, block);
        var (columns, rows) = Passes(items.Length, block);
        Run(items, columns, isInverse: false, degreeOfParallelism);
        Run(items, rows, isInverse: false, degreeOfParallelism);
    }

    /// <inheritdoc cref="EvaluationDomain{T}.Interpolate(Memory{T}, int, int)"/>
    public void Interpolate(Memory<MontgomeryField256<TModulus>> items, int block, int degreeOfParallelism)
    {
        if (!IsWorthwhile(items.Length))
        {
            Domain.Interpolate(items, block, degreeOfParallelism);
            return;
        }

        Domain.Check(items.Length, block);
        var (columns, rows) = Passes(items.Length, block);
        Run(items, rows, isInverse: true, degreeOfParallelism);
        Run(items, columns, isInverse: true, degreeOfParallelism);
    }

    // Lines, of which the first is of a block and each of the others of the one that is so many further on.
    private readonly record struct Pass(Lines Lines, int Block, int BlockStep);

    private static bool IsWorthwhile(int length) => LanePaths.Current != LanePath.Scalar && length >= LengthWorthwhile;

    private static (Pass Columns, Pass Rows) Passes(int length, int block)
    {
        var rows = 1 << (BitOperations.Log2((uint)length) / 2);
        var columns = length / rows;
        return (new(Lines.Columns(columns, rows, columns), block, 0), new(Lines.Rows(rows, columns, columns), block * rows, 1));
    }

    private void Transform(Span<MontgomeryField256<TModulus>> items, Lines lines, int block, bool isInverse)
    {
        Domain.Check(lines.Length, block);
        if (LanePaths.Current != LanePath.Scalar && lines.Count >= LinesWorthwhile)
        {
            Run(items, new Pass(lines, block, 0), isInverse);
            return;
        }

        using var line = new Scratch<MontgomeryField256<TModulus>>(lines.Length);
        for (var i = 0; i < lines.Count; i++)
        {
            for (var j = 0; j < lines.Length; j++)
            {
                line.Span[j] = items[lines.Index(i, j)];
            }

            if (isInverse)
            {
                Interpolate(line.Span, block);
            }
            else
            {
                Evaluate(line.Span, block);
            }

            for (var j = 0; j < lines.Length; j++)
            {
                items[lines.Index(i, j)] = line.Span[j];
            }
        }
    }

    private void Run(Span<MontgomeryField256<TModulus>> items, in Pass pass, bool isInverse)
    {
        var path = LanePaths.Current;
        for (var first = 0; first < pass.Lines.Count; first += LanesOf(path))
        {
            Run(path, items, in pass, first, isInverse);
        }
    }

    private void Run(Memory<MontgomeryField256<TModulus>> items, Pass pass, bool isInverse, int degreeOfParallelism)
    {
        if (degreeOfParallelism <= 1)
        {
            Run(items.Span, in pass, isInverse);
            return;
        }

        var path = LanePaths.Current;
        Parallel.For(
            0,
            (pass.Lines.Count + LanesOf(path) - 1) / LanesOf(path),
            new ParallelOptions { MaxDegreeOfParallelism = degreeOfParallelism },
            group => Run(path, items.Span, in pass, group * LanesOf(path), isInverse));
    }

    private static int LanesOf(LanePath path) => path == LanePath.Avx512 ? Vector512<double>.Count : Vector256<double>.Count;

    private void Run(LanePath path, Span<MontgomeryField256<TModulus>> items, in Pass pass, int first, bool isInverse)
    {
        if (path == LanePath.Avx512)
        {
            Run<Vector512<double>, LaneVector512>(items, in pass, first, isInverse);
        }
        else
        {
            Run<Vector256<double>, LaneVector256>(items, in pass, first, isInverse);
        }
    }

    // One line a lane, from the first on; lanes too many do the last line's work again.
    [SkipLocalsInit]
    private void Run<TVector, TLanes>(Span<MontgomeryField256<TModulus>> items, in Pass pass, int first, bool isInverse)
        where TVector : unmanaged
        where TLanes : struct, ILaneVector<TVector>
    {
        var lines = pass.Lines;
        Span<int> offsets = stackalloc int[TLanes.Count];
        Span<int> blocks = stackalloc int[TLanes.Count];
        for (var lane = 0; lane < offsets.Length; lane++)
        {
            var line = Math.Min(first + lane, lines.Count - 1);
            offsets[lane] = line * lines.Step;
            blocks[lane] = pass.Block + line * pass.BlockStep;
        }

        using var scratch = new Scratch<LaneField256<TVector, TLanes, TModulus>>(lines.Length);
        var strip = scratch.Span;
        for (var i = 0; i < strip.Length; i++)
        {
            LaneField256<TVector, TLanes, TModulus>.Load(items, i * lines.ItemStep, offsets, out strip[i]);
        }

        if (isInverse)
        {
            LaneField256<TVector, TLanes, TModulus>.Create(Domain.InverseOfSize(strip.Length), out var scale);
            LaneButterflies<TVector, TLanes, TModulus>.Backward(strip, _roots.Value, blocks, in scale);
        }
        else
        {
            LaneButterflies<TVector, TLanes, TModulus>.Forward(strip, _roots.Value, blocks);
        }

        for (var i = 0; i < strip.Length; i++)
        {
            LaneField256<TVector, TLanes, TModulus>.Store(in strip[i], items, i * lines.ItemStep, offsets);
        }
    }

    // Rows are the same for all widths.
    private double[] PackRoots()
    {
        var rows = new double[Domain.Roots.Length * LaneRow.Length];
        for (var i = 0; i < Domain.Roots.Length; i++)
        {
            LaneField256<Vector512<double>, LaneVector512, TModulus>.Pack(in Domain.Roots[i], rows.AsSpan(i * LaneRow.Length, LaneRow.Length));
        }

        return rows;
    }
}
