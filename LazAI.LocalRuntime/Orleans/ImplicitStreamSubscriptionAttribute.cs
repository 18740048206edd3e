using Orleans.Streams;

namespace Orleans;

/// <summary>
/// Subscribes every grain of the class to the streams of a namespace: the grain with key k to the stream with key k. Implement
/// <see cref="Streams.Core.IStreamSubscriptionObserver"/> to attach an observer.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public class ImplicitStreamSubscriptionAttribute : Attribute
{
    /// <summary>All streams that have a namespace.</summary>
    public ImplicitStreamSubscriptionAttribute()
        : this(new EveryNamespace())
    {
    }

    /// <summary>The streams of this namespace.</summary>
    public ImplicitStreamSubscriptionAttribute(string streamNamespace)
        : this(new OneNamespace(streamNamespace.Trim()))
    {
    }

    /// <summary>The streams of the namespaces that the predicate matches.</summary>
    public ImplicitStreamSubscriptionAttribute(IStreamNamespacePredicate predicate) => Predicate = predicate;

    /// <summary>Which namespaces.</summary>
    public IStreamNamespacePredicate Predicate { get; }

    private sealed class EveryNamespace : IStreamNamespacePredicate
    {
        public string PredicatePattern => "*";

        public bool IsMatch(string streamNamespace) => true;
    }

    private sealed class OneNamespace(string name) : IStreamNamespacePredicate
    {
        public string PredicatePattern => $"namespace:{name}";

        public bool IsMatch(string streamNamespace) => streamNamespace.Trim() == name;
    }
}

/// <summary>As <see cref="ImplicitStreamSubscriptionAttribute"/>, for the namespaces that a regular expression matches.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class RegexImplicitStreamSubscriptionAttribute(string pattern)
    : ImplicitStreamSubscriptionAttribute(new RegexStreamNamespacePredicate(pattern));
