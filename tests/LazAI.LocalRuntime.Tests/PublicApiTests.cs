using System.Reflection;

namespace LazAI.LocalRuntime.Tests;

/// <summary>
/// What stands in Orleans' namespaces must exist in Microsoft Orleans 10 too. OrleansApi.txt was compared with the public members of Orleans
/// 10 built from its source (August 2026): each line exists there, in most cases to the letter, else with optional parameters in addition.
/// </summary>
public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_InOrleansNamespaces_IsTheListThatWasComparedWithOrleans()
    {
        var reviewed = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "OrleansApi.txt"));
        Assert.Equal(reviewed, Describe());
    }

    private static string[] Describe() =>
    [
        .. typeof(IGrain).Assembly.GetExportedTypes()
            .Where(type => !type.Namespace!.StartsWith("LazAI", StringComparison.Ordinal))
            .SelectMany(type => Members(type).Append(Name(type)))
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Declared =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var member in type.GetMembers(Declared))
        {
            var text = member switch
            {
                MethodInfo { IsSpecialName: true } method when !method.Name.StartsWith("op_", StringComparison.Ordinal) => null,
                MethodBase method when IsVisible(method) => $"{member.Name}({string.Join(", ", method.GetParameters().Select(Describe))})",
                PropertyInfo property when Array.Exists(property.GetAccessors(nonPublic: true), IsVisible) =>
                    $"{member.Name} {{{(property.CanRead ? " get" : "")}{(property.SetMethod is { } setter && IsVisible(setter) ? " set" : "")} }}",
                FieldInfo { IsSpecialName: false } field when field.IsPublic || field.IsFamily => member.Name,
                _ => null,
            };
            if (text is not null)
                yield return $"{Name(type)}.{text}";
        }
    }

    private static string Describe(ParameterInfo parameter) => $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? "?" : "")}";

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Name(Type type) => type switch
    {
        { IsGenericParameter: true } => type.Name,
        { IsByRef: true } => $"{Name(type.GetElementType()!)}&",
        { IsArray: true } => $"{Name(type.GetElementType()!)}[]",
        { IsGenericType: true } => $"{type.Namespace}.{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>",
        { IsNested: true } => $"{Name(type.DeclaringType!)}.{type.Name}",
        _ => $"{type.Namespace}.{type.Name}",
    };
}
