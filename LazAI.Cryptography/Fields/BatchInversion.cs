namespace LazAI.Cryptography.Fields;

/// <summary>Many inverses for the price of one and three multiplications each (P. Montgomery, 1987).</summary>
internal static class BatchInversion
{
    /// <summary>Replaces each element by its inverse and leaves zeros as they are; variable-time in where the zeros are.</summary>
    /// <param name="values">The elements.</param>
    /// <param name="scratch">As many elements of room, overwritten.</param>
    public static void Invert<T>(Span<T> values, Span<T> scratch)
        where T : unmanaged, IFieldElement<T>
    {
        var product = T.One;
        for (var i = 0; i < values.Length; i++)
        {
            scratch[i] = product;
            if (!values[i].IsZero)
            {
                product *= values[i];
            }
        }

        var inverse = T.Invert(in product);
        for (var i = values.Length - 1; i >= 0; i--)
        {
            if (!values[i].IsZero)
            {
                var value = values[i];
                values[i] = inverse * scratch[i];
                inverse *= value;
            }
        }
    }
}
