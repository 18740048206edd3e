namespace LazAI.Cryptography.Fields;

/// <summary>
/// The steps from Fp2 to Fp12 that both pairing curves share: Fp6 = Fp2[v]/(v^3 - ξ) and Fp12 = Fp6[w]/(w^2 - v), so that w^6 = ξ.
/// A curve chooses ξ, which is neither a square nor a cube in Fp2.
/// </summary>
internal interface ITower<TBase>
    where TBase : unmanaged, IPrimeField<TBase>
{
    /// <summary>a * ξ, by additions.</summary>
    static abstract QuadraticExtension<TBase> MultiplyByNonResidue(in QuadraticExtension<TBase> a);
}
