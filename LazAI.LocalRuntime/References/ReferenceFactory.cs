using System.Collections.Concurrent;
using LazAI.LocalRuntime.Activations;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.References;

/// <summary>Finds the class behind a grain interface and makes references to it.</summary>
internal sealed class ReferenceFactory(LocalSilo silo)
{
    private readonly ConcurrentDictionary<Type, ReferenceRoute> primaryRoutes = new();
    private readonly ConcurrentDictionary<(Type Interface, GrainType Type), ReferenceRoute> routes = new();

    /// <summary>A reference to the grain with this key whose class implements the interface.</summary>
    /// <exception cref="ArgumentException">No class, or more than one, implements it.</exception>
    public GrainReference Create(Type grainInterface, IdSpan key, string? classNamePrefix)
    {
        var route = classNamePrefix is null && primaryRoutes.TryGetValue(grainInterface, out var known)
            ? known
            : RouteTo(grainInterface, classNamePrefix);
        return route.CreateReference(key);
    }

    /// <summary>The route to a grain type through an interface.</summary>
    /// <exception cref="ArgumentException">There is no such grain type.</exception>
    public ReferenceRoute Route(Type grainInterface, GrainType grainType) =>
        routes.GetOrAdd(
            (grainInterface, grainType),
            static (key, silo) => new ReferenceRoute(silo, GrainInterface.Of(key.Interface), silo.DirectoryOf(key.Type)),
            silo);

    private ReferenceRoute RouteTo(Type grainInterface, string? classNamePrefix)
    {
        var candidates = silo.Classes.Where(candidate => grainInterface.IsAssignableFrom(candidate.Type)).ToList();
        if (classNamePrefix is not null)
        {
            candidates = [.. candidates.Where(candidate => candidate.Name.StartsWith(classNamePrefix, StringComparison.Ordinal))];
            if (candidates.Find(candidate => candidate.Name == classNamePrefix) is { } exact)
                candidates = [exact];
        }
        else if (candidates.Count > 1)
        {
            // As Orleans does: of several, the class named like the interface is meant.
            candidates = candidates.FindAll(candidate => "I" + candidate.Type.Name == grainInterface.Name) is { Count: 1 } namesake
                ? namesake
                : candidates;
        }

        var route = candidates switch
        {
            [var only] => Route(grainInterface, only.GrainType),
            [] => throw new ArgumentException($"Could not find an implementation for interface {grainInterface}.", nameof(grainInterface)),
            _ => throw new ArgumentException(
                $"Several classes implement {grainInterface}: {string.Join(", ", candidates.Select(candidate => candidate.Name))}.",
                nameof(grainInterface)),
        };
        if (classNamePrefix is null)
            primaryRoutes[grainInterface] = route;

        return route;
    }
}
