using System.CommandLine;
using System.Globalization;
using LazAI.Attestation;
using LazAI.Cli.Invocation;
using LazAI.Client.Attestation.Collateral;

namespace LazAI.Cli.Attestation;

/// <summary>What <c>lazai attest verify</c> takes.</summary>
internal static class VerifyOptions
{
    public static Argument<FileInfo> File { get; } = new("file") { Description = $"The evidence: {EvidenceReader.Kinds}" };

    public static Option<string?> Collateral { get; } = new("--collateral")
    {
        Description = "Collateral without any network: a bundle file (of --export-bundle, or of dcap-qvl), or a folder of bundles",
    };

    public static Option<string?> Pcs { get; } = new("--pcs")
    {
        Description = $"Fetch Intel's collateral from this PCS, such as {IntelCollateralService.PcsAddress}",
    };

    public static Option<string> RootCrl { get; } = new("--root-crl")
    {
        Description = "Where the revocation list of Intel's root is, beside --pcs",
        DefaultValueFactory = _ => IntelCollateralService.RootCrlAddress,
    };

    public static Option<string?> Pccs { get; } = new("--pccs")
    {
        Description = "Fetch Intel's collateral, and PCK certificates, from this PCCS",
    };

    public static Option<string?> Kds { get; } = new("--kds")
    {
        Description = $"Fetch AMD's certificates from this KDS, such as {AmdKeyDistributionService.Address}",
    };

    public static Option<DirectoryInfo> Cache { get; } = new("--cache")
    {
        Description = "Folder that keeps what was fetched",
        DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".lazai", "collateral")),
    };

    public static Option<FileInfo[]> Certificates { get; } = new("--certificates")
    {
        Description = "Certificates beside an SEV-SNP report: their table (auxblob of configfs-tsm), or files of endorsement key, AMD's signing key and root key in DER or PEM",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Option<FileInfo?> Crl { get; } = new("--crl")
    {
        Description = "AMD's revocation list (DER), beside certificates that are given or come with the report",
    };

    public static Option<FileInfo?> Jwks { get; } = new("--jwks")
    {
        Description = "Key set of the Azure Attestation instance (its /certs)",
    };

    public static Option<string?> Issuer { get; } = new("--issuer")
    {
        Description = "The instance that a token has to be of, such as https://sharedweu.weu.attest.azure.net",
    };

    public static Option<FileInfo?> Quote { get; } = new("--quote")
    {
        Description = "The TDX quote made of the report in an Azure paravisor's report",
    };

    public static Option<FileInfo?> TpmQuote { get; } = new("--tpm-quote")
    {
        Description = "Quote of the virtual TPM (TPMS_ATTEST), to verify beside an Azure paravisor's report",
    };

    public static Option<FileInfo?> TpmSignature { get; } = new("--tpm-signature")
    {
        Description = "The TPM's signature over it",
    };

    public static Option<string?> TpmNonce { get; } = new("--tpm-nonce")
    {
        Description = "The nonce that it has to carry, in hexadecimal digits",
    };

    public static Option<FileInfo?> Pcrs { get; } = new("--pcrs")
    {
        Description = "PCR values (SHA-256): a JSON object with an array 'pcrs' of hexadecimal digits",
    };

    public static Option<FileInfo?> Policy { get; } = new("--policy")
    {
        Description = "The policy to judge by (JSON); without one only authenticity is reported, and the exit code is 5",
    };

    public static Option<string?> At { get; } = new("--at")
    {
        Description = "The time to verify at, such as 2026-02-19T10:58:51Z; now if absent",
    };

    public static Option<string?> ReportData { get; } = new("--report-data")
    {
        Description = "The report data that the evidence has to carry: up to 64 bytes in hexadecimal digits, zeros follow",
    };

    public static Option<FileInfo?> RuntimeData { get; } = new("--runtime-data")
    {
        Description = "File whose SHA-256 the report data has to be",
    };

    public static Option<string?> Nonce { get; } = new("--nonce")
    {
        Description = "The nonce that a token has to carry; needs --policy",
    };

    public static Option<string?> ChallengedAt { get; } = new("--challenged-at")
    {
        Description = "When the evidence was asked for, from which a policy counts its age; needs --policy",
    };

    public static Option<FileInfo?> ExportBundle { get; } = new("--export-bundle")
    {
        Description = "Write the collateral that was used to this file, to verify offline for ever",
    };

    public static Option<string[]> DevelopmentRoots { get; } = new("--trust-development-root")
    {
        Description = "A development root to trust: its PEM certificate file or SHA-256 fingerprint. Proves nothing about hardware",
    };

    public static Option<FileInfo?> DangerousRoot { get; } = new("--dangerous-root")
    {
        Description = "A PEM root certificate to trust in the place of Intel's or AMD's: for test data. What stands under it proves nothing",
    };

    public static Option[] All =>
    [
        Collateral, Pcs, RootCrl, Pccs, Kds, Cache, Certificates, Crl, Jwks, Issuer, Quote, TpmQuote, TpmSignature, TpmNonce, Pcrs, Policy, At, ReportData,
        RuntimeData, Nonce, ChallengedAt, ExportBundle, DevelopmentRoots, DangerousRoot,
    ];

    /// <summary>A time with its offset from UTC; null when the option is absent.</summary>
    public static DateTimeOffset? Time(ParseResult parse, Option<string?> option)
    {
        if (parse.GetValue(option) is not { } text)
        {
            return null;
        }

        string[] forms = ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];
        return DateTimeOffset.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new CommandFailedException($"'{text}' is no time.", $"Write {option.Name} as 2026-02-19T10:58:51Z.");
    }

    public static byte[]? Hex(ParseResult parse, Option<string?> option)
    {
        if (parse.GetValue(option) is not { } text)
        {
            return null;
        }

        var digits = text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : text;
        try
        {
            return Convert.FromHexString(digits);
        }
        catch (FormatException)
        {
            throw new CommandFailedException($"{option.Name} is not in hexadecimal digits.", "Give two digits for each byte, with or without 0x.");
        }
    }

    public static ReportData? ReportDataOf(ParseResult parse) => Hex(parse, ReportData) switch
    {
        null => null,
        { Length: <= LazAI.Attestation.ReportData.Length } bytes => new ReportData(bytes),
        _ => throw new CommandFailedException("--report-data has more than 64 bytes.", "Report data have 64 bytes; zeros follow what is given."),
    };
}
