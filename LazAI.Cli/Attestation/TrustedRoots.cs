using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using LazAI.Attestation;
using LazAI.Cli.Invocation;
using LazAI.Cli.Receipts;
using LazAI.Cryptography;

namespace LazAI.Cli.Attestation;

/// <summary>The roots that evidence may rest on.</summary>
/// <param name="IsDangerous">A root was given in the place of a vendor's: nothing under it proves anything.</param>
internal sealed record TrustedRoots(ImmutableArray<TrustedRoot> Intel, ImmutableArray<SnpTrustedRoot> Amd, bool IsDangerous)
{
    public static async Task<TrustedRoots> ReadAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var development = TrustReader.Roots(context.Parse.GetValue(VerifyOptions.DevelopmentRoots) ?? []);
        if (context.Parse.GetValue(VerifyOptions.DangerousRoot) is not { } file)
        {
            return new TrustedRoots(development, SnpTrustedRoot.Amd, IsDangerous: false);
        }

        var pem = await EvidenceReader.ReadBytesAsync(file, cancellationToken);
        if (!CertificatePem.TryDecode(pem, out var certificates) || !Certificate.TryParse(certificates[^1], out var root, out _))
        {
            throw new CommandFailedException($"{file.Name} holds no root certificate in PEM.", "Give one certificate; of a chain the last one counts.");
        }

        var intel = new TrustedRoot(EvidenceRoot.Intel, new Bytes32(SHA256.HashData(certificates[^1])));
        var amd = Enum.GetValues<SnpProduct>()
            .Where(product => Encoding.UTF8.GetString(root.SubjectCommonName) == $"ARK-{product}")
            .Select(product => new SnpTrustedRoot(product, new Bytes32(SHA256.HashData(root.SubjectPublicKeyInfo))));
        return new TrustedRoots([intel, .. development.Except(TrustedRoot.Intel)], [.. amd], IsDangerous: true);
    }
}
