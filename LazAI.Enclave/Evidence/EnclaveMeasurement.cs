using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LazAI.Attestation;

namespace LazAI.Enclave.Evidence;

/// <summary>
/// What stands for MRTD where no hardware measures: SHA-384 over <c>"LazAI.development-measurement.v1"</c> and, for each of this
/// program's own assemblies (<c>LazAI.*.dll</c>) in ordinal order of their names, length and UTF-8 of the name, length and SHA-384 of the
/// content. Lengths are 8 bytes, big-endian.
/// </summary>
/// <remarks>
/// It changes with any of our code, as a measurement should, but it is this program's own word: the runtime and everything below it
/// are not covered, and a changed program can claim what it likes. Two builds of one commit in different folders differ.
/// </remarks>
public static class EnclaveMeasurement
{
    /// <summary>The measurement of the program in <paramref name="folder"/>.</summary>
    public static Measurement48 Compute(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA384);
        hash.AppendData("LazAI.development-measurement.v1"u8);
        var assemblies = Directory.GetFiles(folder, "LazAI.*.dll").Select(path => (Name: Path.GetFileName(path), Path: path));
        foreach (var (name, path) in assemblies.OrderBy(assembly => assembly.Name, StringComparer.Ordinal))
        {
            Append(hash, Encoding.UTF8.GetBytes(name));
            using var content = File.OpenRead(path);
            Append(hash, SHA384.HashData(content));
        }

        return new Measurement48(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, byte[] data)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(length, data.Length);
        hash.AppendData(length);
        hash.AppendData(data);
    }
}
