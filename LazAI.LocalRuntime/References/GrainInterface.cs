using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.References;

/// <summary>A grain interface and the reference class emitted for it. There is one for the life of the process.</summary>
internal sealed class GrainInterface
{
    private static readonly ConcurrentDictionary<Type, Lazy<GrainInterface>> Known = new();

    private readonly Func<ReferenceRoute, IdSpan, GrainReference> create;

    private GrainInterface(Type type)
    {
        Type = type;
        Name = TypeNames.Full(type);
        create = ReferenceEmitter.Emit(type);
    }

    public Type Type { get; }

    public string Name { get; }

    /// <exception cref="ArgumentException">The type cannot be called as a grain; the message says why.</exception>
    public static GrainInterface Of(Type type) =>
        Known.GetOrAdd(type, static key => new Lazy<GrainInterface>(() => new GrainInterface(key))).Value;

    public GrainReference CreateReference(ReferenceRoute route, IdSpan key) => create(route, key);

    /// <summary>All methods that a reference to this interface must implement.</summary>
    public static IEnumerable<MethodInfo> MethodsOf(Type type) =>
        type.GetInterfaces().Prepend(type).SelectMany(declaring => declaring.GetMethods(BindingFlags.Instance | BindingFlags.Public));
}
