using System.Collections.Concurrent;
using System.Net;
using LazAI.LocalRuntime.Calls;
using LazAI.LocalRuntime.Calls.Filters;
using LazAI.LocalRuntime.References;
using LazAI.LocalRuntime.Statistics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Activations;

/// <summary>The one silo of the process: its grain classes, their activations and what calls share.</summary>
internal sealed class LocalSilo
{
    private readonly ConcurrentDictionary<GrainType, GrainDirectory> directories = new();
    private readonly Lazy<CallFilters> filters;
    private readonly ConcurrentQueue<TurnProcessor> watched = new();
    private DateTimeOffset nextCollection;
    private volatile bool isStopping;

    public LocalSilo(
        IServiceProvider services,
        GrainClassCatalog classes,
        IOptions<SiloMessagingOptions> messaging,
        IOptions<GrainCollectionOptions> collection,
        SiloReport report,
        SiloInstruments instruments,
        TimeProvider? time = null,
        TurnRunner? turns = null)
    {
        Services = services;
        Messaging = messaging.Value;
        Collection = collection.Value;
        Report = report;
        Instruments = instruments;
        Time = time ?? TimeProvider.System;
        Turns = turns ?? TurnRunner.ThreadPool;
        SiloAddress = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 0), (int)(Time.GetUtcNow().ToUnixTimeSeconds() & int.MaxValue));
        Classes = [.. classes.Types.Select(type => new GrainClass(type, Collection))];
        nextCollection = Time.GetUtcNow() + Collection.CollectionQuantum;
        References = new ReferenceFactory(this);
        Observers = new ObserverDirectory(this);
        directories[Observers.GrainType] = Observers;
        foreach (var grainClass in Classes)
        {
            if (!directories.TryAdd(grainClass.GrainType, CreateDirectory(grainClass)))
                throw new OrleansConfigurationException($"Two grain classes have the grain type {grainClass.GrainType}; one is {grainClass.Name}.");
        }

        instruments.ObserveActivations(() => ActivationDirectories.Sum(directory => directory.Count));

        // Filters may themselves need the grain factory.
        filters = new(() => new CallFilters(
            services.GetServices<IIncomingGrainCallFilter>(),
            services.GetServices<IOutgoingGrainCallFilter>(),
            services.GetService<ActivityPropagation>()));
    }

    public IServiceProvider Services { get; }

    public IReadOnlyList<GrainClass> Classes { get; }

    public SiloMessagingOptions Messaging { get; }

    public GrainCollectionOptions Collection { get; }

    public TimeProvider Time { get; }

    public TurnRunner Turns { get; }

    public SiloAddress SiloAddress { get; }

    public bool IsStopping => isStopping;

    public SiloReport Report { get; }

    public SiloInstruments Instruments { get; }

    /// <summary>Whether somebody reads the latency instruments; looked up once a tick.</summary>
    public bool MeasuresAllCalls { get; private set; }

    public ReferenceFactory References { get; }

    public ObserverDirectory Observers { get; }

    public CallFilters Filters => filters.Value;

    public bool InterceptsIncoming => Filters.InterceptsIncoming;

    public bool InterceptsOutgoing => Filters.InterceptsOutgoing;

    /// <summary>Ticks since the start; deadlines are counted in them, so that a call needs neither a timer nor a clock reading.</summary>
    public long Tick { get; private set; }

    /// <summary>The length of a tick: at most a second, less if the default time-out is shorter.</summary>
    public TimeSpan TickPeriod => Messaging.ResponseTimeout < TimeSpan.FromSeconds(1) ? Messaging.ResponseTimeout : TimeSpan.FromSeconds(1);

    public IEnumerable<ActivationDirectory> ActivationDirectories => directories.Values.OfType<ActivationDirectory>();

    /// <exception cref="ArgumentException">There is no such grain type.</exception>
    public GrainDirectory DirectoryOf(GrainType type) =>
        directories.TryGetValue(type, out var directory)
            ? directory
            : throw new ArgumentException($"Could not find an implementation for grain type {type}.", nameof(type));

    /// <summary>Once a tick: ends waits whose time is up and, once a quantum, deactivates what has been idle for too long.</summary>
    public void Sweep()
    {
        Tick++;
        MeasuresAllCalls = Instruments.WantsAllLatencies;
        for (var count = watched.Count; count > 0 && watched.TryDequeue(out var processor); count--)
        {
            if (processor.Expire(Tick))
                watched.Enqueue(processor);
        }

        var now = Time.GetUtcNow();
        if (now < nextCollection)
            return;

        nextCollection = now + Collection.CollectionQuantum;
        Collect(now);
    }

    /// <summary>Watches the deadlines of an object's calls. An object asks once a tick at most, when it takes its first call in it.</summary>
    public void Watch(TurnProcessor processor) => watched.Enqueue(processor);

    /// <summary>The objects being watched.</summary>
    public int WatchedCount => watched.Count;

    /// <summary>Deactivates all grains; returns when they are gone or the token is cancelled.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        isStopping = true;
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The silo is shutting down");
        Activation[] leaving;
        while ((leaving = [.. ActivationDirectories.SelectMany(directory => directory.Activations)]).Length > 0)
        {
            foreach (var activation in leaving)
                activation.Deactivate(reason, cancellationToken);

            await Task.WhenAll(leaving.Select(activation => activation.Deactivated))
                .WaitAsync(cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
                return;
        }
    }

    /// <summary>Prepares a new call: deadline and cancellation.</summary>
    /// <exception cref="OperationCanceledException">The caller's token is already cancelled.</exception>
    public void Admit(GrainCall call)
    {
        if (isStopping && call.Source is null)
            throw new SiloUnavailableException($"The silo is stopping and takes no more calls from outside the grains: {call}.");

        call.Deadline = call.IsOneWay ? long.MaxValue : DeadlineAfter(call.GetDefaultResponseTimeout() ?? Messaging.ResponseTimeout);
        if (!call.Method.IsCancellable || call.GetCancellationToken() is not { CanBeCanceled: true } token)
            return;

        token.ThrowIfCancellationRequested();
        call.Reusable = false;
        call.Cancellation = new CallCancellation(call, token);
        call.SetCancellationToken(call.Cancellation.CalleeToken);
    }

    /// <summary>Ends a call that no grain will see.</summary>
    public void Reject(GrainCall call, Exception exception)
    {
        Instruments.OnCallRejected();
        call.State = CallState.Done;
        call.Error = exception;
        OnCallEnded(call);
        if (!call.IsOneWay)
            call.Deliver(inline: false);
    }

    /// <summary>Tells the caller of an abandoned call that its time is up.</summary>
    public void TimeOut(GrainCall call)
    {
        var timeout = call.GetDefaultResponseTimeout() ?? Messaging.ResponseTimeout;
        Report.CallTimedOut(call, timeout);
        Instruments.OnCallTimedOut(call.Reference.GrainId.Type.ToString());
        call.Cancellation?.End();
        if (Messaging.CancelRequestOnTimeout && call.Cancellation is { } cancellation)
            call.Target.RunTurn(static state => ((CallCancellation)state!).CancelCallee(), cancellation);

        call.Fail(new TimeoutException($"Response did not arrive on time in {timeout} for {call}."));
    }

    /// <summary>Tells the caller of an abandoned call that its token was cancelled.</summary>
    public void ReportCancelled(GrainCall call)
    {
        Instruments.OnCallCancelled(call.Reference.GrainId.Type.ToString());
        call.Fail(new OperationCanceledException(call.Cancellation!.CallerToken));
    }

    /// <summary>Notes the end of a call.</summary>
    public void OnCallEnded(GrainCall call)
    {
        call.Cancellation?.End();
        if (call.IsOneWay && call.Error is { } error)
            Report.OneWayCallFailed(error, call);
    }

    public void ReportFault(Exception? exception, TurnProcessor processor) => Report.TurnFailed(exception, processor);

    private void Collect(DateTimeOffset now)
    {
        foreach (var directory in ActivationDirectories.Where(directory => directory.Class.CollectionAge is not null))
        {
            foreach (var activation in directory.Activations)
                activation.CollectIfIdle(now, directory.Class.CollectionAge!.Value);
        }

        Observers.Sweep();
    }

    private long DeadlineAfter(TimeSpan timeout) =>
        timeout <= TimeSpan.Zero ? long.MaxValue : Tick + 1 + (long)Math.Ceiling(timeout / TickPeriod);

    private ActivationDirectory CreateDirectory(GrainClass grainClass) =>
        grainClass.Workers is { } limits ? new WorkerDirectory(this, grainClass, limits) : new SingleActivationDirectory(this, grainClass);
}
