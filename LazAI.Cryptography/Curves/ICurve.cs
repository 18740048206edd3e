using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Curves;

/// <summary>A curve y^2 = x^3 + b over a field, with b other than 0: the shape of secp256k1 and of both groups of BN254 and BLS12-381.</summary>
internal interface ICurve<TField>
    where TField : unmanaged, IFieldElement<TField>
{
    static abstract TField B { get; }

    static abstract TField GeneratorX { get; }

    static abstract TField GeneratorY { get; }

    /// <summary>3 b a: apart from <see cref="B"/>, since it is a few additions on most curves.</summary>
    static abstract TField MultiplyBy3B(in TField a);
}
