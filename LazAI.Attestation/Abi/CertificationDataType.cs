namespace LazAI.Attestation;

/// <summary>
/// What certifies the key that signed the QE report (Intel SGX DCAP ECDSA Quote Library API, A.4, "QE Certification Data"). Type 6
/// is the record of quotes from version 4 on that holds the QE report and one of these.
/// </summary>
public enum CertificationDataType
{
    /// <summary>PPID in plain text, CPUSVN, PCESVN, PCEID: names the PCK certificate, which must be fetched.</summary>
    Ppid = 1,

    /// <summary>The same with the PPID encrypted under an RSA-2048 key.</summary>
    PpidEncryptedRsa2048 = 2,

    /// <summary>The same with the PPID encrypted under an RSA-3072 key; 404 bytes.</summary>
    PpidEncryptedRsa3072 = 3,

    /// <summary>The PCK certificate in PEM without its issuers.</summary>
    PckCertificate = 4,

    /// <summary>PCK certificate, intermediate and root in PEM.</summary>
    PckCertificateChain = 5,

    /// <summary>A manifest with which an unregistered platform can be registered.</summary>
    PlatformManifest = 7,
}
