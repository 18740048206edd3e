using LazAI.Attestation;

namespace LazAI.Cli.Attestation;

/// <summary>The parts of a collateral bundle.</summary>
internal static class BundleFields
{
    public static IEnumerable<FieldGroup> Of(CollateralBundle bundle)
    {
        yield return new FieldList().AddHex("Keccak-256", bundle.ComputeHash()).Named("Bundle");
        foreach (var group in bundle switch
        {
            DcapBundle dcap => OfDcap(dcap),
            SnpBundle snp => OfSnp(snp),
            AzureTokenBundle azure => OfAzure(azure),
            _ => [],
        })
        {
            yield return group;
        }
    }

    private static IEnumerable<FieldGroup> OfDcap(DcapBundle bundle)
    {
        if (!bundle.TryReadCollateral(out var collateral, out var refusal))
        {
            return [new FieldList().Add("Malformed", refusal.Detail, refusal.Code).Named("Parts")];
        }

        var (info, identity) = (collateral.TcbInfo, collateral.QeIdentity);
        return
        [
            new FieldList()
                .Add("id", info.IsTdx ? "TDX" : "SGX").Add("version", info.Version).Add("fmspc", info.Fmspc).Add("pceId", info.PceId)
                .Add("issueDate", CertificateFields.Time(info.IssueDate)).Add("nextUpdate", CertificateFields.Time(info.NextUpdate))
                .Add("tcbEvaluationDataNumber", info.TcbEvaluationDataNumber).Add("tcbLevels", info.TcbLevels.Length).Named("TCB info"),
            new FieldList()
                .Add("id", identity.Id)
                .Add("issueDate", CertificateFields.Time(identity.IssueDate)).Add("nextUpdate", CertificateFields.Time(identity.NextUpdate))
                .Add("tcbEvaluationDataNumber", identity.TcbEvaluationDataNumber).Named("QE identity"),
            CertificateFields.Of(collateral.PckCrl, "PCK CRL"),
            CertificateFields.Of(collateral.RootCrl, "Root CRL"),
            .. bundle.PckChain.IsEmpty ? [] : CertificateFields.OfPem(bundle.PckChain.Span),
        ];
    }

    private static IEnumerable<FieldGroup> OfSnp(SnpBundle bundle) =>
    [
        CertificateFields.Of(bundle.Certificates.EndorsementKey, "Endorsement key"),
        CertificateFields.Of(bundle.Certificates.SigningKey, "Signing key"),
        CertificateFields.Of(bundle.Certificates.RootKey, "Root key"),
        bundle.TryReadRevocationList(out var list, out var refusal) && list is not null
            ? CertificateFields.Of(list, "Revocation list")
            : new FieldList().Add("State", refusal is null ? "none" : $"malformed: {refusal.Detail}").Named("Revocation list"),
    ];

    private static IEnumerable<FieldGroup> OfAzure(AzureTokenBundle bundle) =>
    [
        new FieldList()
            .Add("Instance", bundle.Instance)
            .Add("Fetched", CertificateFields.Time(bundle.FetchedAt))
            .Add("Keys", JsonWebKeySet.TryParse(bundle.Keys, out var keys) ? string.Join(", ", keys.Keys.Select(key => key.Id)) : "malformed")
            .Named("Key set"),
    ];
}
