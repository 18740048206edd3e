using System.Collections.Immutable;
using LazAI.Attestation;
using LazAI.Cli.Invocation;

namespace LazAI.Cli.Attestation;

/// <summary>What a user has beside an SEV-SNP report, without any network.</summary>
/// <param name="Table">The certificate table of the firmware's host; empty for none.</param>
/// <param name="Certificates">The certificates as single ones; null for none.</param>
/// <param name="RevocationList">AMD's list, in DER; empty for none.</param>
internal sealed record CertificateFiles(ReadOnlyMemory<byte> Table, SnpCertificates? Certificates, ReadOnlyMemory<byte> RevocationList)
{
    public bool IsGiven => !Table.IsEmpty || Certificates is not null || !RevocationList.IsEmpty;

    public static async Task<CertificateFiles> ReadAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var list = context.Parse.GetValue(VerifyOptions.Crl) is { } crl ? await EvidenceReader.ReadBytesAsync(crl, cancellationToken) : default(ReadOnlyMemory<byte>);
        var files = context.Parse.GetValue(VerifyOptions.Certificates) ?? [];
        var contents = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>(files.Length);
        foreach (var file in files)
        {
            contents.Add(await EvidenceReader.ReadBytesAsync(file, cancellationToken));
        }

        var read = contents is [var only] && EvidenceFile.Recognise(only) is { Format: EvidenceFileFormat.CertificateTable } table
            ? new CertificateFiles(table.Bytes, null, list)
            : new CertificateFiles(default, contents.Count == 0 ? null : Arrange(contents.SelectMany(Split)), list);
        read.RefuseBeside(context);
        return read;
    }

    /// <summary>What would not be looked at is refused: a user would take it for checked. A table may leave authorities to the service.</summary>
    private void RefuseBeside(CommandContext context)
    {
        var unused = !RevocationList.IsEmpty ? VerifyOptions.Crl.Name : Certificates is not null ? VerifyOptions.Certificates.Name : null;
        var other = new[] { VerifyOptions.Collateral, VerifyOptions.Kds }.FirstOrDefault(option => context.Parse.GetValue(option) is not null);
        if (unused is not null && other is not null)
        {
            throw new CommandFailedException($"{unused} and {other.Name} exclude each other.", $"What {other.Name} gives has its own certificates and revocation list.");
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> content) =>
        CertificatePem.TryDecode(content.Span, out var certificates) ? certificates.Select(der => new ReadOnlyMemory<byte>(der)) : [content];

    /// <summary>In any order: AMD's authorities have RSA keys, of which the root's is signed by itself, and chips have keys of P-384.</summary>
    private static SnpCertificates Arrange(IEnumerable<ReadOnlyMemory<byte>> certificates)
    {
        var byRole = certificates.ToLookup(RoleOf);
        return byRole.Count == 3 && byRole.All(role => role.Count() == 1)
            ? new SnpCertificates(byRole[Role.EndorsementKey].Single(), byRole[Role.SigningKey].Single(), byRole[Role.RootKey].Single())
            : throw new CommandFailedException(
                $"--certificates has {Count(Role.EndorsementKey)} endorsement keys (VCEK or VLEK), {Count(Role.SigningKey)} signing keys (ASK or ASVK) and {Count(Role.RootKey)} root keys (ARK) of AMD.",
                "Give one of each, in files of DER or PEM: --certificates vcek.der cert_chain.pem.");

        int Count(Role role) => byRole[role].Count();
    }

    private static Role RoleOf(ReadOnlyMemory<byte> der) =>
        !Certificate.TryParse(der, out var certificate, out var error)
            ? throw new CommandFailedException(
                $"--certificates has something that is no certificate: {error}.", "Give the firmware's certificate table, or certificates in DER or PEM.")
        : certificate.KeyKind == CertificateKeyKind.P384 ? Role.EndorsementKey
        : certificate.Subject.SequenceEqual(certificate.Issuer) ? Role.RootKey
        : Role.SigningKey;

    private enum Role
    {
        EndorsementKey,
        SigningKey,
        RootKey,
    }
}
