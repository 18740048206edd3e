using System.Diagnostics.CodeAnalysis;
using LazAI.Cryptography;
using LazAI.Cryptography.Groth16.Proving;

namespace LazAI.Client.Claims;

/// <summary>
/// Proving keys on disk. A file's name has the hash of its circuit and that of its content, so that a key is found by the circuit and a file that
/// somebody has changed is not taken.
/// </summary>
public sealed class ProvingKeyCache(DirectoryInfo folder)
{
    private const string Extension = ".lzpk";

    /// <summary>A key of this circuit that was stored here.</summary>
    public bool TryFind(Bytes32 circuit, [NotNullWhen(true)] out ProvingKey? key)
    {
        key = null;
        if (!folder.Exists)
        {
            return false;
        }

        foreach (var file in folder.EnumerateFiles($"{circuit}-*{Extension}"))
        {
            var name = Path.GetFileNameWithoutExtension(file.Name)[(circuit.ToString().Length + 1)..];
            if (file.Length <= ProvingKey.LengthMaximum && Bytes32.TryParse(name, out var hash)
                && ProvingKey.TryReadTrusted(File.ReadAllBytes(file.FullName), hash, out key, out _))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Stores a key whose points have been checked.</summary>
    public void Store(Bytes32 circuit, ProvingKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        folder.Create();
        var file = Path.Combine(folder.FullName, $"{circuit}-{key.Hash}{Extension}");
        var partial = $"{file}.{Guid.NewGuid():N}";
        File.WriteAllBytes(partial, key.ToBytes());
        File.Move(partial, file, overwrite: true);
    }
}
