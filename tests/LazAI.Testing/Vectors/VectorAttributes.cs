using System.Reflection;
using Xunit;
using Xunit.Sdk;

namespace LazAI.Testing.Vectors;

/// <summary>
/// A fact that skips, and says so, where the vectors are absent, or the folder or the file in it that it names.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VectorFactAttribute : FactAttribute
{
    public VectorFactAttribute(string? folder = null, string? file = null) =>
        Skip = VectorSuite.SkipReason
            ?? (folder is null || (file is null ? VectorSuite.Families.Contains(folder) : File.Exists(Path.Combine(VectorSuite.Root, folder, file)))
                ? null
                : $"No {folder}{(file is null ? "" : $"/{file}")} in {VectorSuite.Root}.");
}

/// <summary>A theory that skips, and says so, where the vectors are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VectorTheoryAttribute : TheoryAttribute
{
    public VectorTheoryAttribute() => Skip = VectorSuite.SkipReason;
}

/// <summary>
/// Claims a family: the test is run once for each file of the family's index, with the file's name. Fails where the index lists none.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VectorFilesAttribute(string family) : DataAttribute
{
    public string Family { get; } = family;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        VectorSuite.Files(Family).Select(file => new object[] { file.Name });
}
