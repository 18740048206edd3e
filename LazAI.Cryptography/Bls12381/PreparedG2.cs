using LazAI.Cryptography.Fields.Lanes;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;

namespace LazAI.Cryptography.Bls12381;

/// <summary>A point of G2 with all lines of its Miller loop, for points that are paired many times: generators and fixed keys.</summary>
internal sealed class PreparedG2
{
    private readonly Line[] _lines;
    private readonly RowLine[] _rows;

    /// <summary>Takes a point of the subgroup.</summary>
    public PreparedG2(in G2 point)
    {
        IsInfinity = point.IsInfinity;
        _lines = IsInfinity ? [] : new Line[MillerLoop.LineCount];
        var walker = new MillerPoint(in point);
        var line = 0;
        for (var bit = MillerLoop.TopBit; bit >= 0 && !IsInfinity; bit--)
        {
            _lines[line++] = MillerPoint.Double(ref walker);
            if (MillerLoop.HasAddition(bit))
            {
                _lines[line++] = MillerPoint.Add(ref walker, in point);
            }
        }

        _rows = LanePaths.Best == LanePath.Scalar ? [] : [.. _lines.Select(scalar => scalar.ToRows())];
    }

    public bool IsInfinity { get; }

    /// <summary>The lines in the order of the loop.</summary>
    public ReadOnlySpan<Line> Lines => _lines;

    /// <summary>The same as rows, where this machine can use them.</summary>
    public ReadOnlySpan<RowLine> Rows => _rows;
}
