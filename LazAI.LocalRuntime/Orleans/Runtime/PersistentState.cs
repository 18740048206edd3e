using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>A grain's state in a grain storage. It is read before <see cref="Grain.OnActivateAsync"/>.</summary>
public interface IPersistentState<TState> : IStorage<TState>;

/// <summary>Marks a constructor parameter of type <see cref="IPersistentState{TState}"/>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute, IPersistentStateConfiguration
{
    /// <inheritdoc/>
    public string StateName { get; } = stateName;

    /// <inheritdoc/>
    public string? StorageName { get; } = storageName;
}

/// <summary>Which state, in which storage.</summary>
public interface IPersistentStateConfiguration
{
    /// <summary>The state's name.</summary>
    string StateName { get; }

    /// <summary>The storage's name; null for the default storage.</summary>
    string? StorageName { get; }
}

/// <summary>Makes <see cref="IPersistentState{TState}"/> objects.</summary>
public interface IPersistentStateFactory
{
    /// <summary>The state of this grain with this name.</summary>
    IPersistentState<TState> Create<TState>(IGrainContext context, IPersistentStateConfiguration config);
}
