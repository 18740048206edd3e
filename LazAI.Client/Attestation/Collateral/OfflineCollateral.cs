using System.Collections.Concurrent;
using System.Collections.Immutable;
using LazAI.Attestation;

namespace LazAI.Client.Attestation.Collateral;

/// <summary>
/// Collateral out of a folder of bundle files, and from nowhere else. The bundle with which the evidence verifies is found by trying; when
/// there is none, the one with which it gets furthest, so that the verifier's reason is the one to look at.
/// </summary>
/// <param name="folder">The folder; files are read again when they change. Files that are no bundles are passed over.</param>
/// <param name="quotes">Verifies with a bundle, to choose one.</param>
/// <param name="reports">Verifies with a bundle, to choose one.</param>
/// <param name="time">The time that the evidence is to be verified at.</param>
public sealed class OfflineCollateral(DirectoryInfo folder, DcapQuoteVerifier quotes, SnpReportVerifier reports, TimeProvider time)
    : ICollateralProvider
{
    /// <summary>Most files that are looked at, in the order of their names.</summary>
    public const int FilesMaximum = 1024;

    private readonly ConcurrentDictionary<string, (long Length, DateTime Written, CollateralBundle? Bundle)> _read = new();

    /// <inheritdoc/>
    public Task<CollateralAnswer> FindForQuoteAsync(ReadOnlyMemory<byte> quote, CancellationToken cancellationToken = default) =>
        Task.FromResult(Choose<DcapBundle>(
            bundle => bundle.TryReadCollateral(out var collateral, out var refusal)
                ? quotes.Verify(quote, collateral, time.GetUtcNow(), bundle.PckChain)
                : refusal,
            cancellationToken));

    /// <inheritdoc/>
    public Task<CollateralAnswer> FindForReportAsync(
        ReadOnlyMemory<byte> report, ReadOnlyMemory<byte> certificateTable, CancellationToken cancellationToken = default) =>
        Task.FromResult(Choose<SnpBundle>(
            bundle => bundle.TryReadRevocationList(out var list, out var refusal)
                ? reports.Verify(report, bundle.Certificates, list, time.GetUtcNow())
                : refusal,
            cancellationToken));

    private CollateralAnswer Choose<T>(Func<T, EvidenceVerification> verify, CancellationToken cancellationToken)
        where T : CollateralBundle
    {
        T? best = null;
        var reached = -1;
        foreach (var bundle in Bundles().OfType<T>())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var step = verify(bundle) is EvidenceRefused refused ? AttestationErrors.InPrecedence.IndexOf(refused.Code) : int.MaxValue;
            if (step > reached)
            {
                (best, reached) = (bundle, step);
            }

            if (step == int.MaxValue)
            {
                break;
            }
        }

        return best is null
            ? new CollateralNotFound(new EvidenceRefused(AttestationErrors.CollateralRequired, $"no bundle for such evidence in {folder.FullName}"))
            : new CollateralFound(best, []);
    }

    private IEnumerable<CollateralBundle> Bundles()
    {
        var files = ImmutableArray<FileInfo>.Empty;
        try
        {
            files = [.. folder.EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal).Take(FilesMaximum)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Such a folder has none.
        }

        return files.Select(Read).OfType<CollateralBundle>();
    }

    private CollateralBundle? Read(FileInfo file)
    {
        if (_read.TryGetValue(file.Name, out var known) && known.Length == file.Length && known.Written == file.LastWriteTimeUtc)
        {
            return known.Bundle;
        }

        CollateralBundle? bundle;
        try
        {
            bundle = file.Length <= CollateralBundle.LengthMaximum && CollateralBundle.TryParse(File.ReadAllBytes(file.FullName), out var read, out _)
                ? read
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        _read[file.Name] = (file.Length, file.LastWriteTimeUtc, bundle);
        return bundle;
    }
}
