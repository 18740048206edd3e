namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>A tower (see <see cref="ITower{TBase}"/>) whose elements of Fp2 may also be rows.</summary>
internal interface IRowTower<TBase> : ITower<TBase>
    where TBase : unmanaged, IPrimeField<TBase>
{
    /// <summary>a * ξ, by additions: a sum of twice as many.</summary>
    static abstract RowPair MultiplyByNonResidue(in RowPair a);
}
