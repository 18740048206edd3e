namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>A field of lanes that can also hold elements c0 + c1 u of Fp2, u^2 = -1: c0 in the lower half of the lanes, c1 as far up in the upper half.</summary>
internal interface ILanePairs<T, TScalar> : ILaneField<T, TScalar>
    where T : unmanaged, ILanePairs<T, TScalar>
    where TScalar : unmanaged, IPrimeField<TScalar>
{
    /// <summary>a * b in Fp2, normal. One of the factors may be a sum of two.</summary>
    static abstract void MultiplyPairs(in T a, in T b, out T r);
}
