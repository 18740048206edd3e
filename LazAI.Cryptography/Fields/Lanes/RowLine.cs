namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>The value of a line at a point, <c>constant + slope v + height v w</c>, as rows: the shape that curves with an M-twist have.</summary>
internal struct RowLine
{
    public RowPair Constant;
    public RowPair Slope;
    public RowPair Height;
}
