using System.IO.Compression;
using System.Text.Json;

namespace LazAI.Testing.Vectors;

/// <summary>One file of a family and the number of cases that the index says it holds.</summary>
public sealed record VectorFile(string Family, string Name, int Cases)
{
    /// <summary>The content, decompressed where the name ends in <c>.gz</c>.</summary>
    public byte[] ReadBytes()
    {
        using var file = File.OpenRead(Path.Combine(VectorSuite.Root, Family, Name));
        using var content = Name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        using var buffer = new MemoryStream();
        content.CopyTo(buffer);
        return buffer.ToArray();
    }

    /// <summary>The content as JSON.</summary>
    public JsonElement ReadJson()
    {
        using var document = JsonDocument.Parse(ReadBytes());
        return document.RootElement.Clone();
    }

    public override string ToString() => $"{Family}/{Name}";
}
