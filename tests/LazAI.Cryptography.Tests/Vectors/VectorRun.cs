using System.Text.Json;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Testing.Vectors;

namespace LazAI.Cryptography.Tests.Vectors;

/// <summary>Runs every case of a file and holds the count against the index.</summary>
internal static class VectorRun
{
    /// <summary>Runs on every path of arithmetic in lanes that this machine has.</summary>
    public static void OnEachPath(Action run)
    {
        foreach (var path in Enum.GetValues<LanePath>().Where(LanePaths.IsSupported))
        {
            LanePaths.On(path, run);
        }
    }

    /// <summary>For files that are one array of cases, or one case.</summary>
    public static void EachCase(string family, string name, Action<JsonElement> check)
    {
        var file = VectorSuite.Files(family).Single(candidate => candidate.Name == name);
        var root = file.ReadJson();
        JsonElement[] cases = root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : [root];
        All(file, cases.Select(vector => (vector, check)));
    }

    /// <summary>Runs all cases, then fails with the first of those that failed and their number.</summary>
    public static void All(VectorFile file, IEnumerable<(JsonElement Case, Action<JsonElement> Check)> cases)
    {
        var (run, failures) = (0, new List<string>());
        foreach (var (vector, check) in cases)
        {
            run++;
            try
            {
                check(vector);
            }
            catch (Exception failure)
            {
                // Whatever it is, the other cases are run, too.
                failures.Add($"{vector.Label()}: {failure.Message}");
            }
        }

        Assert.True(failures.Count == 0, $"{file}, {LanePaths.Current}: {failures.Count} of {run} cases failed, first {failures.FirstOrDefault()}");
        Assert.Equal(file.Cases, run);
    }
}
