using Orleans.Runtime;

namespace Orleans.Streams.Core;

/// <summary>Implemented by a grain that is subscribed implicitly, or by others, to attach its observers.</summary>
public interface IStreamSubscriptionObserver
{
    /// <summary>
    /// Called before the first item of a subscription reaches this activation. Attach an observer here with
    /// <c>await handleFactory.Create&lt;T&gt;().ResumeAsync(this)</c>; without one the items are dropped.
    /// </summary>
    Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory);
}

/// <summary>Makes the handle of a subscription once the type of its items is known.</summary>
public interface IStreamSubscriptionHandleFactory
{
    /// <summary>The stream.</summary>
    StreamId StreamId { get; }

    /// <summary>The stream's provider.</summary>
    string ProviderName { get; }

    /// <summary>The subscription's own identity.</summary>
    GuidId SubscriptionId { get; }

    /// <summary>The handle, for items of this type.</summary>
    StreamSubscriptionHandle<T> Create<T>();
}
