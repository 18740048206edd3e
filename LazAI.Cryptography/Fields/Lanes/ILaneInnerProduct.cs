namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>Elements in lanes that are summed with factors which are the same in every lane.</summary>
internal interface ILaneInnerProduct<T>
    where T : unmanaged, ILaneInnerProduct<T>
{
    /// <summary>The number of a row (see <see cref="LaneRow"/>) in every lane.</summary>
    static abstract void Create(ReadOnlySpan<double> row, out T r);

    /// <summary>
    /// a_0 * b_0 + a_1 * b_1 + ... + c, normal, with one reduction, of up to 32 normal elements; c may be a sum of four.
    /// </summary>
    /// <param name="a">The elements.</param>
    /// <param name="rows">The factors b, a row each.</param>
    /// <param name="c">What is added.</param>
    /// <param name="r">The sum.</param>
    static abstract void InnerProduct(ReadOnlySpan<T> a, ReadOnlySpan<double> rows, in T c, out T r);
}
