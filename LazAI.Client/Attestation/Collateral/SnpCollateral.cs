using System.Collections.Immutable;
using System.Text;
using LazAI.Attestation;

namespace LazAI.Client.Attestation.Collateral;

/// <summary>What is needed for an SEV-SNP report: out of the host's table what is there, the rest from AMD.</summary>
internal sealed class SnpCollateral(CollateralCache cache)
{
    private const int NotFound = 404;

    // Those whose reports may be of version 2, which does not say its product.
    private static readonly SnpProduct[] s_unnamed = [SnpProduct.Milan, SnpProduct.Genoa];

    public async Task<CollateralAnswer> FindAsync(
        ReadOnlyMemory<byte> report, ReadOnlyMemory<byte> certificateTable, CancellationToken cancellationToken)
    {
        if (!SnpReport.TryParse(report, out var parsed, out var error))
        {
            return Refused(AttestationErrors.SnpReportMalformed, error.ToString());
        }

        if (!SnpCertificateTable.TryParse(certificateTable, out var table))
        {
            return Refused(AttestationErrors.SnpCertificateTableMalformed, "no certificate table");
        }

        var kind = parsed.KeyInfo.SigningKey;
        if (!cache.Serves(new SnpRevocationListKey(default, kind)))
        {
            return Refused(AttestationErrors.CollateralRequired, "there is no source of AMD's certificates");
        }

        if (kind is not (SnpSigningKey.Vcek or SnpSigningKey.Vlek))
        {
            return Refused(AttestationErrors.SnpSigningKeyMismatch, "the report is not signed");
        }

        var given = SnpCertificates.Unwrap(table.Find(kind == SnpSigningKey.Vlek ? SnpCertificateTable.Vlek : SnpCertificateTable.Vcek));
        var product = parsed.Processor?.Product ?? ProductOf(given);
        if (given.IsEmpty && kind == SnpSigningKey.Vlek)
        {
            return Refused(AttestationErrors.ChainMalformed, "signed by a VLEK, whose certificate only the cloud gives, in the certificate table");
        }

        if (given.IsEmpty && parsed.ChipId.IsZero)
        {
            return Refused(AttestationErrors.ChainMalformed, "the chip's identifier is masked, so that its certificate cannot be asked for");
        }

        if (product is null && parsed.Processor is { } processor)
        {
            return Refused(AttestationErrors.SnpProductMismatch, $"{processor} is of no known product");
        }

        var endorsementKey = given.IsEmpty ? await FetchVcekAsync(parsed, product, cancellationToken) : null;
        product ??= (endorsementKey?.Part.Key as VcekKey)?.Tcb.Product;
        return product is { } known
            ? await CompleteAsync(known, kind, given, endorsementKey, table, cancellationToken)
            : Refused(AttestationErrors.ChainInvalid, "the certificate in the table does not say for which product it is");
    }

    private async Task<CollateralAnswer> CompleteAsync(
        SnpProduct product,
        SnpSigningKey kind,
        ReadOnlyMemory<byte> given,
        CachedPart? fetched,
        SnpCertificateTable table,
        CancellationToken cancellationToken)
    {
        var (list, remarks) = await FetchListAsync(new SnpRevocationListKey(product, kind), cancellationToken);
        var (signer, root) = (SnpCertificates.Unwrap(table.Find(SnpCertificateTable.Ask)), SnpCertificates.Unwrap(table.Find(SnpCertificateTable.Ark)));
        CachedPart? authorities = null;
        if (signer.IsEmpty || root.IsEmpty)
        {
            authorities = await cache.GetAsync(new SnpAuthoritiesKey(product, kind), cancellationToken);
            CertificatePem.TryDecode(authorities.Part.Body.Span, out var certificates);
            (signer, root) = (certificates[0], certificates[1]);
        }

        var certificate = fetched?.Part.Body ?? given;
        var used = new[] { fetched, authorities, list }.OfType<CachedPart>();
        return new CollateralFound(
            new SnpBundle(new SnpCertificates(certificate, signer, root), list?.Part.Body ?? default),
            [.. remarks, .. OnlineCollateral.RemarksOf(used)]);
    }

    /// <summary>A service without a list leaves revocation unchecked, which verification and policy then say.</summary>
    private async Task<(CachedPart? List, ImmutableArray<string> Remarks)> FetchListAsync(
        SnpRevocationListKey key, CancellationToken cancellationToken)
    {
        try
        {
            return (await cache.GetAsync(key, cancellationToken), []);
        }
        catch (LazAIException failure) when (failure.Status == NotFound)
        {
            return (null, [$"The service has no revocation list of {key.Product} ({key.Kind}): revocation is not checked."]);
        }
    }

    /// <summary>A report of version 2 does not name its product; the service knows a chip under one of them only.</summary>
    private async Task<CachedPart> FetchVcekAsync(SnpReport report, SnpProduct? product, CancellationToken cancellationToken)
    {
        var candidates = product is { } known ? [known] : s_unnamed;
        for (var index = 0; ; index++)
        {
            try
            {
                return await cache.GetAsync(new VcekKey(report.ChipId, report.ReportedTcb(candidates[index])), cancellationToken);
            }
            catch (LazAIException failure) when (failure.Status == NotFound && index + 1 < candidates.Length)
            {
                // Not of this product line.
            }
        }
    }

    private static SnpProduct? ProductOf(ReadOnlyMemory<byte> endorsementKey)
    {
        if (!Certificate.TryParse(endorsementKey, out var certificate, out _))
        {
            return null;
        }

        var issuer = Encoding.UTF8.GetString(certificate.IssuerCommonName);
        return Enum.GetValues<SnpProduct>()
            .Where(product => issuer == $"SEV-{product}" || issuer == $"SEV-VLEK-{product}")
            .Select(product => (SnpProduct?)product)
            .FirstOrDefault();
    }

    private static CollateralNotFound Refused(string code, string detail) => new(new EvidenceRefused(code, detail));
}
