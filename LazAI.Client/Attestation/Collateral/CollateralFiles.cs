using System.Text.Json;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Client.Attestation.Collateral;

/// <summary>
/// Parts of collateral in a folder, one a file, named by the hash of the part's name. Each file begins with the Keccak-256 of the rest, so
/// that one which was cut off or changed is not taken; it is then as if it were not there. Processes may share a folder.
/// </summary>
internal sealed class CollateralFiles
{
    private const string Extension = ".part";
    private const string UnfinishedExtension = ".unfinished";
    private const int FileBytesMaximum = 4 * 1024 * 1024;

    private static readonly TimeSpan s_unfinishedAge = TimeSpan.FromHours(1);

    private readonly DirectoryInfo _folder;
    private readonly long _bytesMaximum;
    private readonly TimeProvider _time;

    public CollateralFiles(DirectoryInfo folder, long bytesMaximum, TimeProvider time)
    {
        _folder = folder;
        _bytesMaximum = bytesMaximum;
        _time = time;
    }

    /// <summary>The part, if it is here and whole.</summary>
    public CollateralPart? Read(CollateralKey key)
    {
        var file = FileOf(key);
        try
        {
            if (file.Length is <= Bytes32.Size or > FileBytesMaximum)
            {
                return null;
            }

            var bytes = File.ReadAllBytes(file.FullName);
            var content = bytes.AsSpan(Bytes32.Size);
            if (Keccak256.Hash(content) != new Bytes32(bytes.AsSpan(0, Bytes32.Size)))
            {
                return null;
            }

            var stored = CanonicalJson.Deserialize<Stored>(content);
            if (stored.Name != key.Name || !CollateralPartReader.TryRead(key, stored.Body, stored.IssuerChain, out var part, out _))
            {
                return null;
            }

            Use(file);
            return part with { FetchedAt = DateTimeOffset.FromUnixTimeSeconds(stored.FetchedAtSeconds) };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>
    /// Stores a part, whole or not at all: it gets its name when all of it is on the disk. Then makes room for it, if need be.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public void Write(CollateralPart part)
    {
        _folder.Create();
        var content = CanonicalJson.Serialize(new Stored(
            part.Key.Name, part.Body.ToArray(), part.IssuerChain, part.FetchedAt.ToUnixTimeSeconds()));
        var file = FileOf(part.Key);
        var unfinished = $"{file.FullName}.{Guid.NewGuid():N}{UnfinishedExtension}";
        using (var stream = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
        {
            stream.Write(Keccak256.Hash(content).AsSpan());
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        var writtenAt = File.GetLastWriteTimeUtc(unfinished);
        File.Move(unfinished, file.FullName, overwrite: true);
        Use(file);
        DeleteAbandoned(writtenAt);
        MakeRoom(except: file.Name);
    }

    /// <summary>A part's time of writing says when it was last of use, for eviction; its age stands inside.</summary>
    private void Use(FileInfo file) => file.LastWriteTimeUtc = _time.GetUtcNow().UtcDateTime;

    /// <summary>Unfinished files have the file system's time, so it is that of the newest with which they are compared.</summary>
    private void DeleteAbandoned(DateTime writtenAt)
    {
        foreach (var unfinished in _folder.EnumerateFiles("*" + UnfinishedExtension).Where(file => writtenAt - file.LastWriteTimeUtc > s_unfinishedAge))
        {
            Delete(unfinished);
        }
    }

    private void MakeRoom(string except)
    {
        var files = _folder.GetFiles("*" + Extension);
        var bytes = files.Sum(file => file.Length);
        foreach (var file in files.Where(file => file.Name != except).OrderBy(file => file.LastWriteTimeUtc))
        {
            if (bytes <= _bytesMaximum)
            {
                break;
            }

            bytes -= file.Length;
            Delete(file);
        }
    }

    private static void Delete(FileInfo file)
    {
        try
        {
            file.Delete();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process was quicker, or keeps it open; the next time will do.
        }
    }

    private FileInfo FileOf(CollateralKey key) => new(Path.Combine(
        _folder.FullName, Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(key.Name)).ToString()[2..] + Extension));

    private sealed record Stored(string Name, byte[] Body, string IssuerChain, long FetchedAtSeconds);
}
