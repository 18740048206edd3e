namespace LazAI.Cryptography.Polynomials.Lanes;

/// <summary>Lines of equal length in one span: the rows of a matrix, its columns, or some of either.</summary>
/// <param name="Count">How many lines.</param>
/// <param name="Step">From one line to the next.</param>
/// <param name="Length">Items of a line.</param>
/// <param name="ItemStep">From one item of a line to the next.</param>
internal readonly record struct Lines(int Count, int Step, int Length, int ItemStep)
{
    /// <summary>The rows of a matrix, or the beginnings of them.</summary>
    public static Lines Rows(int count, int length, int width) => new(count, width, length, 1);

    /// <summary>The columns of a matrix, or the beginnings of them.</summary>
    public static Lines Columns(int count, int length, int width) => new(count, 1, length, width);

    /// <summary>Where an item of a line is.</summary>
    public int Index(int line, int item) => line * Step + item * ItemStep;
}
