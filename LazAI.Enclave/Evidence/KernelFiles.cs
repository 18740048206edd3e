namespace LazAI.Enclave.Evidence;

/// <summary>
/// Folders and files of a file system that the kernel makes up (configfs, sysfs): sizes are unknown before reading, a value is written by
/// one call, and a folder comes into being with its files in it. Tests put a folder of their own in the kernel's place.
/// </summary>
public class KernelFiles
{
    /// <summary>Makes a folder.</summary>
    public virtual void MakeFolder(string path) => Directory.CreateDirectory(path);

    /// <summary>Removes a folder; the kernel removes the files in it.</summary>
    public virtual void RemoveFolder(string path) => Directory.Delete(path);

    /// <summary>Writes a value.</summary>
    public virtual void Write(string path, ReadOnlySpan<byte> value)
    {
        // Neither created nor truncated nor locked, which such file systems do not know.
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(handle, value, 0);
    }

    /// <summary>Reads a value of at most <paramref name="bytesMaximum"/> bytes.</summary>
    public virtual byte[] Read(string path, int bytesMaximum)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var buffer = new byte[bytesMaximum + 1];
        var filled = 0;
        while (RandomAccess.Read(handle, buffer.AsSpan(filled), filled) is var read && read > 0)
        {
            filled += read;
        }

        return filled <= bytesMaximum
            ? buffer[..filled]
            : throw new EvidenceSourceException($"{path} holds more than {bytesMaximum} bytes.");
    }
}
