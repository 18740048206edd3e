using System.Reflection;
using Orleans;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Activations;

/// <summary>
/// The grain classes of the application: those in the assemblies already loaded and in what they reference, as far as they use this runtime.
/// </summary>
internal sealed class GrainClassCatalog
{
    private static readonly string RuntimeName = typeof(GrainClassCatalog).Assembly.GetName().Name!;

    public IReadOnlyList<Type> Types { get; } = [.. Assemblies().SelectMany(TypesOf).Where(IsGrainClass)];

    public static bool IsGrainClass(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
        && typeof(IGrain).IsAssignableFrom(type)
        && !typeof(GrainReference).IsAssignableFrom(type);

    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException exception)
        {
            // Types whose optional references are missing cannot be grains.
            return exception.Types.OfType<Type>();
        }
    }

    private static IEnumerable<Assembly> Assemblies()
    {
        var pending = new Queue<Assembly>(AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic));
        var seen = pending.Select(assembly => assembly.GetName().FullName).ToHashSet();
        while (pending.TryDequeue(out var assembly))
        {
            var references = assembly.GetReferencedAssemblies();
            if (assembly.GetName().Name == RuntimeName || Array.Exists(references, reference => reference.Name == RuntimeName))
                yield return assembly;

            foreach (var reference in references.Where(reference => !IsFramework(reference) && seen.Add(reference.FullName)))
            {
                if (TryLoad(reference) is { } loaded)
                    pending.Enqueue(loaded);
            }
        }
    }

    private static bool IsFramework(AssemblyName name) =>
        name.Name is "mscorlib" or "netstandard" or "System"
        || name.Name!.StartsWith("System.", StringComparison.Ordinal)
        || name.Name.StartsWith("Microsoft.", StringComparison.Ordinal);

    private static Assembly? TryLoad(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException)
        {
            // References of optional parts need not be there.
            return null;
        }
    }
}
