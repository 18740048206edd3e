using System.Globalization;
using LazAI.Attestation;

namespace LazAI.Client.Attestation.Collateral;

/// <summary>What is wanted of the services of Intel and AMD: one part of the collateral of some platform.</summary>
public abstract record CollateralKey
{
    private protected CollateralKey()
    {
    }

    /// <summary>The part's own name: printable ASCII, the same for equal keys, stable. Caches store parts under it.</summary>
    public abstract string Name { get; }

    private protected static string Tee(bool isTdx) => isTdx ? "tdx" : "sgx";
}

/// <summary>Who issued a PCK certificate, and the revocation list that it would be in.</summary>
public enum PckAuthority
{
    /// <summary>Intel SGX PCK Processor CA: platforms of one package.</summary>
    Processor = 0,

    /// <summary>Intel SGX PCK Platform CA: platforms that were registered.</summary>
    Platform,
}

/// <summary>TCB info of a family of platforms.</summary>
/// <param name="Fmspc">12 upper-case hexadecimal digits.</param>
/// <param name="IsTdx">For TDX; else for SGX.</param>
public sealed record TcbInfoKey(string Fmspc, bool IsTdx) : CollateralKey
{
    public override string Name => $"tcb-info/{Tee(IsTdx)}/{Fmspc}";
}

/// <summary>The identity of Intel's quoting enclave.</summary>
/// <param name="IsTdx">For TDX; else for SGX.</param>
public sealed record QeIdentityKey(bool IsTdx) : CollateralKey
{
    public override string Name => $"qe-identity/{Tee(IsTdx)}";
}

/// <summary>The revocation list of an authority for PCK certificates.</summary>
public sealed record PckCrlKey(PckAuthority Authority) : CollateralKey
{
    public override string Name => $"pck-crl/{(Authority == PckAuthority.Platform ? "platform" : "processor")}";
}

/// <summary>The revocation list of Intel's root.</summary>
public sealed record RootCrlKey : CollateralKey
{
    public override string Name => "root-crl";
}

/// <summary>PCK certificate and issuers of a platform, for quotes that only name it. All members are upper-case hexadecimal.</summary>
/// <param name="QeId">Identifier of the platform's quoting enclave, 16 bytes.</param>
/// <param name="EncryptedPpid">384 bytes; empty when the quote does not have it.</param>
/// <param name="CpuSvn">16 bytes.</param>
/// <param name="PceSvn">2 bytes, as they stand in the quote.</param>
/// <param name="PceId">2 bytes, as they stand in the quote.</param>
public sealed record PckChainKey(string QeId, string EncryptedPpid, string CpuSvn, string PceSvn, string PceId) : CollateralKey
{
    public override string Name => $"pck-chain/{QeId}/{CpuSvn}/{PceSvn}/{PceId}";
}

/// <summary>AMD's signing key and root key certificates of a product line.</summary>
/// <param name="Product">The product line.</param>
/// <param name="Kind">The kind of endorsement key that they stand above.</param>
public sealed record SnpAuthoritiesKey(SnpProduct Product, SnpSigningKey Kind) : CollateralKey
{
    public override string Name => $"snp-authorities/{Kind}/{Product}";
}

/// <summary>The revocation list of AMD's root of a product line.</summary>
public sealed record SnpRevocationListKey(SnpProduct Product, SnpSigningKey Kind) : CollateralKey
{
    public override string Name => $"snp-crl/{Kind}/{Product}";
}

/// <summary>The certificate of a chip's endorsement key (VCEK) for a TCB.</summary>
public sealed record VcekKey(SnpChipId ChipId, SnpTcbVersion Tcb) : CollateralKey
{
    public override string Name =>
        $"vcek/{Tcb.Product}/{ChipId.ToString()[2..]}/{Tcb.Value.ToString("x16", CultureInfo.InvariantCulture)}";
}
