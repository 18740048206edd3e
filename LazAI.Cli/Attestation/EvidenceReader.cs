using LazAI.Attestation;
using LazAI.Cli.Invocation;

namespace LazAI.Cli.Attestation;

/// <summary>Reads files of evidence, and says of those that are none what to do.</summary>
internal static class EvidenceReader
{
    public const string Kinds =
        "an SGX or TDX quote, an SEV-SNP report, a report of Azure's paravisor, a token of Azure Attestation, or a TPM quote, raw, in hexadecimal digits or in base64";

    public static async Task<EvidenceFile> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        var content = await ReadBytesAsync(file, cancellationToken);
        return EvidenceFile.Recognise(content)
            ?? throw new CommandFailedException(
                $"{file.Name} ({content.Length} bytes) is no evidence of a kind that is known here.", $"Known are {Kinds}.");
    }

    /// <summary>The bytes of a file that has some.</summary>
    public static async Task<byte[]> ReadBytesAsync(FileInfo file, CancellationToken cancellationToken)
    {
        if (Directory.Exists(file.FullName))
        {
            throw new CommandFailedException($"{file.Name} is a folder.", "Give the file in it.");
        }

        if (!file.Exists)
        {
            throw new CommandFailedException($"There is no file {file.FullName}.", "Check the path; evidence comes from the attested guest.");
        }

        var bytes = await BoundedFile.ReadAsync(file, CollateralBundle.LengthMaximum, cancellationToken);
        return bytes.Length > 0
            ? bytes
            : throw new CommandFailedException($"{file.Name} is empty.", "Whatever wrote it has failed; fetch the evidence again.");
    }

    /// <summary>What begins as evidence does and yet cannot be read.</summary>
    public static CommandFailedException Malformed(string what, string error) => new(
        $"This looks like {what}, but cannot be read: {error}.", "Was it cut off or changed on its way? Fetch it again, unchanged.");
}
