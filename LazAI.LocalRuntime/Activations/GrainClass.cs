using System.Reflection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace LazAI.LocalRuntime.Activations;

/// <summary>What the attributes of a grain class say.</summary>
internal sealed class GrainClass
{
    private readonly Func<object, IInvokable, bool>? mayInterleave;

    public GrainClass(Type type, GrainCollectionOptions collection)
    {
        Type = type;
        Name = References.TypeNames.Full(type);
        GrainType = type.GetCustomAttribute<GrainTypeAttribute>() is { } named
            ? named.GetGrainType(null!, type)
            : GrainType.Create(NameByConvention(type));
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute));
        Workers = type.GetCustomAttribute<StatelessWorkerAttribute>();
        CollectionAge = AgeOf(type, Name, collection);
        StreamSubscriptions = [.. type.GetCustomAttributes<ImplicitStreamSubscriptionAttribute>()];
        mayInterleave = PredicateOf(type);
        Construct = GrainConstructor.For(type);
    }

    public Type Type { get; }

    /// <summary>The class's full name.</summary>
    public string Name { get; }

    public GrainType GrainType { get; }

    public bool IsReentrant { get; }

    /// <summary>Set if several activations of one key may work side by side.</summary>
    public StatelessWorkerAttribute? Workers { get; }

    /// <summary>How long an activation may be idle; null to keep it for ever.</summary>
    public TimeSpan? CollectionAge { get; }

    public IReadOnlyList<ImplicitStreamSubscriptionAttribute> StreamSubscriptions { get; }

    public bool HasInterleavingRule => IsReentrant || mayInterleave is not null;

    /// <summary>Makes the grain object.</summary>
    public Func<Activation, object> Construct { get; }

    public bool MayInterleave(object grain, IInvokable call) => IsReentrant || mayInterleave?.Invoke(grain, call) is true;

    private static string NameByConvention(Type type)
    {
        var name = type.Name.ToLowerInvariant();
        return name.EndsWith("grain", StringComparison.Ordinal) && name.Length > "grain".Length ? name[..^"grain".Length] : name;
    }

    private static TimeSpan? AgeOf(Type type, string name, GrainCollectionOptions collection)
    {
        if (type.IsDefined(typeof(KeepAliveAttribute)))
            return null;

        if (type.GetCustomAttribute<CollectionAgeLimitAttribute>() is { } limit)
            return limit.AlwaysActive ? null : limit.AgeLimit;

        return collection.ClassSpecificCollectionAge.TryGetValue(name, out var age) ? age : collection.CollectionAge;
    }

    private static Func<object, IInvokable, bool>? PredicateOf(Type type)
    {
        if (type.GetCustomAttribute<MayInterleaveAttribute>() is not { } attribute)
            return null;

        const BindingFlags Flags = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.FlattenHierarchy;
        var method = type.GetMethod(attribute.CallbackMethodName, Flags, [typeof(IInvokable)]);
        if (method is null || method.ReturnType != typeof(bool))
        {
            throw new OrleansConfigurationException(
                $"{type} has no public method bool {attribute.CallbackMethodName}(IInvokable), which its MayInterleave attribute names.");
        }

        if (method.IsStatic)
        {
            var predicate = method.CreateDelegate<Func<IInvokable, bool>>();
            return (_, call) => predicate(call);
        }

        return (grain, call) => method.CreateDelegate<Func<IInvokable, bool>>(grain)(call);
    }
}
