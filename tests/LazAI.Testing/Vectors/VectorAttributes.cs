using System.Reflection;
using Xunit;
using Xunit.Sdk;

namespace LazAI.Testing.Vectors;

/// <summary>A fact that skips, and says so, where the vectors are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VectorFactAttribute : FactAttribute
{
    public VectorFactAttribute() => Skip = VectorSuite.SkipReason;
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

/// <summary>Claims a family that has no index: the test knows its files.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VectorFolderAttribute(string family) : Attribute
{
    public string Family { get; } = family;
}
