using System.Collections.Immutable;
using System.Text;
using LazAI.Attestation;

namespace LazAI.Client.Attestation.Collateral;

/// <summary>Puts together what the services of Intel and AMD have, through a <see cref="CollateralCache"/>.</summary>
public sealed class OnlineCollateral(CollateralCache cache) : ICollateralProvider
{
    /// <inheritdoc/>
    public async Task<CollateralAnswer> FindForQuoteAsync(ReadOnlyMemory<byte> quote, CancellationToken cancellationToken = default)
    {
        if (!DcapQuote.TryParse(quote, out var parsed, out var error))
        {
            return new CollateralNotFound(new EvidenceRefused(AttestationErrors.QuoteMalformed, error.ToString()));
        }

        if (!cache.Serves(new RootCrlKey()))
        {
            return new CollateralNotFound(new EvidenceRefused(AttestationErrors.CollateralRequired, "there is no source of Intel's collateral"));
        }

        var given = parsed.CertificationDataType is CertificationDataType.PckCertificateChain or CertificationDataType.PckCertificate;
        byte[] certificates = given ? [.. parsed.CertificationData.TrimEnd((byte)0)] : [];
        CachedPart? fetched = null;
        if (!given)
        {
            if (QuotePlatform.KeyOf(parsed) is not { } key || !cache.Serves(key))
            {
                return new CollateralNotFound(new EvidenceRefused(
                    AttestationErrors.PckChainRequired, $"{parsed.CertificationDataType}: only a PCCS knows the platform's certificate"));
            }

            fetched = await cache.GetAsync(key, cancellationToken);
            certificates = [.. fetched.Part.Body.Span, (byte)'\n', .. Encoding.UTF8.GetBytes(fetched.Part.IssuerChain)];
        }

        if (QuotePlatform.Of(parsed.IsTdx, certificates) is not { } platform)
        {
            return new CollateralNotFound(new EvidenceRefused(AttestationErrors.ChainInvalid, "no PCK certificate of Intel's under the quote"));
        }

        return await FindAsync(platform, parsed.CertificationDataType, certificates, fetched, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<CollateralAnswer> FindForReportAsync(
        ReadOnlyMemory<byte> report, ReadOnlyMemory<byte> certificateTable, CancellationToken cancellationToken = default) =>
        new SnpCollateral(cache).FindAsync(report, certificateTable, cancellationToken);

    private async Task<CollateralAnswer> FindAsync(
        QuotePlatform platform, CertificationDataType type, byte[] certificates, CachedPart? pckChain, CancellationToken cancellationToken)
    {
        var wanted = new[]
        {
            cache.GetAsync(new TcbInfoKey(platform.Fmspc, platform.IsTdx), cancellationToken),
            cache.GetAsync(new QeIdentityKey(platform.IsTdx), cancellationToken),
            cache.GetAsync(new PckCrlKey(platform.Authority), cancellationToken),
            cache.GetAsync(new RootCrlKey(), cancellationToken),
        };
        var parts = await Task.WhenAll(wanted);
        var (tcbInfo, qeIdentity, pckCrl, rootCrl) = (parts[0].Part, parts[1].Part, parts[2].Part, parts[3].Part);
        var chain = type switch
        {
            CertificationDataType.PckCertificateChain => [],

            // The certificate alone: its issuers are those of the list that it would be in.
            CertificationDataType.PckCertificate => [.. certificates, (byte)'\n', .. Encoding.UTF8.GetBytes(pckCrl.IssuerChain)],
            _ => certificates,
        };
        var bundle = new DcapBundle(
            new DcapCollateralParts
            {
                PckCrlIssuerChain = Encoding.UTF8.GetBytes(pckCrl.IssuerChain),
                RootCrl = rootCrl.Body,
                PckCrl = pckCrl.Body,
                TcbInfo = SignedBy(tcbInfo, PcsResponse.TryReadTcbInfo(tcbInfo.Body, tcbInfo.IssuerChain, out var info), info),
                QeIdentity = SignedBy(qeIdentity, PcsResponse.TryReadQeIdentity(qeIdentity.Body, qeIdentity.IssuerChain, out var identity), identity),
            },
            chain);
        return new CollateralFound(bundle, RemarksOf(pckChain is null ? parts : [pckChain, .. parts]));
    }

    internal static ImmutableArray<string> RemarksOf(IEnumerable<CachedPart> parts) =>
        [.. parts.Select(part => part.Remark).OfType<string>()];

    private static SignedText SignedBy(CollateralPart part, bool read, SignedText? signed) =>
        read ? signed! : throw new InvalidOperationException($"{part.Key.Name} was read before and cannot be read now.");
}
