using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LazAI.Attestation;

namespace LazAI.Enclave.Evidence;

/// <summary>
/// Evidence by way of <c>configfs-tsm</c>, Linux 6.7 and later, for TDX and SEV-SNP alike
/// (<c>Documentation/ABI/testing/configfs-tsm-report</c> of the kernel): a folder for each request, <c>inblob</c> written,
/// <c>outblob</c> and <c>auxblob</c> read.
/// </summary>
/// <param name="files">The file system.</param>
/// <param name="time">The clock that waits go by.</param>
/// <param name="root">Where the kernel shows it.</param>
/// <param name="privilegeLevel">SNP: the VMPL to ask for; null for the kernel's own choice.</param>
public sealed class ConfigfsTsmSource(
    KernelFiles files, TimeProvider time, string root = ConfigfsTsmSource.DefaultRoot, int? privilegeLevel = null) : IEvidenceSource
{
    public const string DefaultRoot = "/sys/kernel/config/tsm/report";

    public const string SourceName = "configfs-tsm";

    private const int BlobBytesMaximum = 64 * 1024;
    private const int TextBytesMaximum = 256;

    private readonly KernelRetry _retry = new(time);

    public string Name => SourceName;

    public async Task<PlatformEvidence> ReadAsync(ReportData reportData, CancellationToken cancellationToken)
    {
        // A folder of its own for each request, so that requests of one machine do not get into each other's way.
        var folder = Path.Combine(root, "lazai-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        try
        {
            files.MakeFolder(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EvidenceSourceException(
                $"{root} takes no request ({exception.Message}). It needs root and a guest of TDX or SEV-SNP, whose driver (tdx_guest, "
                + "sev-guest) is loaded.",
                exception);
        }

        try
        {
            return await _retry.InsistAsync("asking " + root, () => TryRead(folder, reportData), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EvidenceSourceException($"{root} gave no report: {exception.Message}", exception);
        }
        finally
        {
            Remove(folder);
        }
    }

    private PlatformEvidence? TryRead(string folder, ReportData reportData)
    {
        try
        {
            // Every write makes the generation greater by one: another difference means that somebody else wrote, too.
            var before = Generation(folder);
            var writes = 1;
            if (privilegeLevel is { } level)
            {
                RequireFloor(folder, level);
                files.Write(Path.Combine(folder, "privlevel"), Encoding.ASCII.GetBytes(level.ToString(CultureInfo.InvariantCulture)));
                writes++;
            }

            files.Write(Path.Combine(folder, "inblob"), reportData.AsSpan());
            var report = files.Read(Path.Combine(folder, "outblob"), BlobBytesMaximum);
            var evidence = new PlatformEvidence(Platform(folder), report) { Certificates = ReadAuxiliary(folder) };
            return Generation(folder) - before == writes && evidence.ReportData == reportData ? evidence : null;
        }
        catch (IOException exception) when (KernelRetry.IsTransient(exception.HResult))
        {
            return null;
        }
    }

    private void RequireFloor(string folder, int level)
    {
        var floor = Number(folder, "privlevel_floor");
        if (level < floor)
        {
            throw new EvidenceSourceException($"This guest may not ask for VMPL {level}: its own is {floor}.");
        }
    }

    // There is none for TDX, and for SNP where the host gave no certificates.
    private byte[] ReadAuxiliary(string folder)
    {
        try
        {
            return files.Read(Path.Combine(folder, "auxblob"), BlobBytesMaximum);
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    private EvidencePlatform Platform(string folder) => Text(folder, "provider") switch
    {
        "tdx_guest" => EvidencePlatform.Tdx,
        "sev_guest" => EvidencePlatform.SevSnp,
        var other => throw new EvidenceSourceException($"{root} is provided by '{other}', which is neither TDX nor SEV-SNP."),
    };

    private long Generation(string folder) => Number(folder, "generation");

    private long Number(string folder, string name) =>
        long.TryParse(Text(folder, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new EvidenceSourceException($"{root} has no number in {name}.");

    private string Text(string folder, string name) => Encoding.ASCII.GetString(files.Read(Path.Combine(folder, name), TextBytesMaximum)).Trim();

    // A folder that stays is untidy, but no reason to lose the evidence or the true error.
    private void Remove(string folder)
    {
        try
        {
            files.RemoveFolder(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
