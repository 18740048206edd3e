using System.Text.Json;
using LazAI.Testing.Vectors;

namespace LazAI.Attestation.Benchmarks;

/// <summary>Genuine evidence, where the vectors are.</summary>
internal static class Vectors
{
    public static byte[] Read(string file) => System.IO.File.ReadAllBytes(Path.Combine(VectorSuite.Root, "attestation", file));

    public static JsonElement Case(JsonDocument index, string id) =>
        index.RootElement.GetProperty("cases").EnumerateArray().Single(entry => entry.GetProperty("id").GetString() == id);

    public static byte[] File(JsonElement entry, string role) => Read(entry.GetProperty("files").GetProperty(role).GetString()!);

    public static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidDataException("a check that must hold does not");
        }
    }
}
