namespace LazAI.LocalRuntime.References;

/// <summary>Type names as Microsoft Orleans writes them: C# syntax for generic arguments.</summary>
internal static class TypeNames
{
    /// <summary>With the namespace.</summary>
    public static string Full(Type type) => string.IsNullOrEmpty(type.Namespace) ? Short(type) : $"{type.Namespace}.{Short(type)}";

    /// <summary>Without the namespace.</summary>
    public static string Short(Type type)
    {
        var name = type.IsNested ? $"{Short(type.DeclaringType!)}.{type.Name}" : type.Name;
        if (!type.IsGenericType)
            return name;

        var arity = name.IndexOf('`', StringComparison.Ordinal);
        return $"{(arity < 0 ? name : name[..arity])}<{string.Join(", ", type.GetGenericArguments().Select(Full))}>";
    }
}
