using System.Collections.Immutable;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// A root key (ARK) under which reports of one product are believed, named by SHA-256 over its SubjectPublicKeyInfo: AMD may renew the
/// certificate of the key.
/// </summary>
/// <param name="Product">The product line.</param>
/// <param name="KeyDigest">SHA-256 of the SubjectPublicKeyInfo in DER.</param>
public readonly record struct SnpTrustedRoot(SnpProduct Product, Bytes32 KeyDigest)
{
    /// <summary>AMD's roots.</summary>
    public static ImmutableArray<SnpTrustedRoot> Amd { get; } =
    [
        new(SnpProduct.Milan, Bytes32.Parse("0x9f056bee44377e29308cb5ffa895bdfb62d18881fa6bed8d6f075b0204089cb9")),
        new(SnpProduct.Genoa, Bytes32.Parse("0x429a69c9422aa258ee4d8db5fcda9c6470ef15f8cd5a9cebd6cbc7d90b863831")),
        new(SnpProduct.Turin, Bytes32.Parse("0x4f125410563a2ab9a50356f9243f6fe0b6f73de98603f53f90339c70e9d7ad08")),
    ];
}
