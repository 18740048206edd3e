using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LazAI.Attestation;
using LazAI.Cli.Invocation;
using LazAI.Client.Receipts;
using LazAI.Cryptography;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;

namespace LazAI.Cli.Receipts;

/// <summary>Reads what the user has decided to trust.</summary>
internal static class TrustReader
{
    private const int NetworkBytesMaximum = 1024 * 1024;

    public static async Task<ReceiptTrust> ReadAsync(
        string[] developmentRoots, FileInfo? network, string[] descriptions, CancellationToken cancellationToken)
    {
        return new ReceiptTrust(
            Roots(developmentRoots),
            network is null ? null : await ReadNetworkAsync(network, cancellationToken),
            [.. descriptions.Select(hash => Identifiers.Hash(hash, "description hash"))]);
    }

    /// <summary>Intel's root, and the development roots that the user trusts.</summary>
    public static ImmutableArray<TrustedRoot> Roots(string[] developmentRoots) =>
        [.. TrustedRoot.Intel, .. developmentRoots.Select(root => TrustedRoot.Development(Fingerprint(root)))];

    /// <summary>A development root by its fingerprint or its certificate's file.</summary>
    public static Bytes32 Fingerprint(string fingerprintOrFile)
    {
        if (Bytes32.TryParse(fingerprintOrFile, out var fingerprint))
        {
            return fingerprint;
        }

        if (!File.Exists(fingerprintOrFile))
        {
            throw new CommandFailedException(
                $"'{fingerprintOrFile}' is neither a fingerprint nor a file.", "Give 0x and 64 hexadecimal digits, or a PEM certificate.");
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(fingerprintOrFile));
            return new Bytes32(SHA256.HashData(certificate.RawDataMemory.Span));
        }
        catch (CryptographicException)
        {
            throw new CommandFailedException($"{fingerprintOrFile} holds no PEM certificate.", "A development root's PEM file begins with one.");
        }
    }

    private static async Task<NetworkIdentity> ReadNetworkAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            return NetworkIdentity.From(CanonicalJson.Deserialize<NetworkStatus>(await BoundedFile.ReadAsync(file, NetworkBytesMaximum, cancellationToken)));
        }
        catch (JsonException)
        {
            throw new CommandFailedException($"{file.Name} does not describe a network.", "Write it with: lazai status --json > network.json");
        }
    }
}
