using System.Collections.Immutable;

namespace LazAI.Attestation;

/// <summary>What an SGX enclave must be.</summary>
/// <param name="MrEnclave">Initial contents; <c>any</c> where the signer is trusted with all of them.</param>
/// <param name="MrSigner">SHA-256 of the signer's key.</param>
/// <param name="IsvProdIds">The signer's numbers of the accepted products.</param>
/// <param name="IsvSvnMinimum">The least security version of the product.</param>
/// <param name="ConfigId">CONFIGID, 64 bytes; zero without KSS.</param>
/// <param name="AllowDebug">Whether a debug enclave, which keeps no secrets, is accepted.</param>
public sealed record EnclaveDemands(
    MeasurementRule MrEnclave,
    MeasurementRule MrSigner,
    ImmutableArray<int> IsvProdIds,
    int IsvSvnMinimum,
    MeasurementRule ConfigId,
    bool AllowDebug)
{
    internal IEnumerable<(string Name, MeasurementRule Rule, int Bytes)> Rules =>
    [
        ("mrEnclave", MrEnclave, Cryptography.Bytes32.Size),
        ("mrSigner", MrSigner, Cryptography.Bytes32.Size),
        ("configId", ConfigId, ReportData.Length),
    ];

    internal void Judge(Appraisal appraisal, EvidenceFacts facts)
    {
        var enclave = facts.Enclave;
        GuestDemands.JudgeOpenness(appraisal, facts, AllowDebug, allowMigration: true, "ATTRIBUTES");
        appraisal.Measured("MRENCLAVE", MrEnclave, facts.Measurement);
        appraisal.Measured("MRSIGNER", MrSigner, enclave?.MrSigner);
        appraisal.OneOf(
            AttestationErrors.MeasurementUnknown, "ISVPRODID", enclave is null ? null : Appraisal.Text(enclave.IsvProdId),
            [.. IsvProdIds.Select(id => Appraisal.Text(id))]);
        appraisal.AtLeast(AttestationErrors.SvnTooLow, "ISVSVN", enclave?.IsvSvn, IsvSvnMinimum);
        appraisal.Measured("CONFIGID", ConfigId, enclave?.ConfigId);
    }
}
