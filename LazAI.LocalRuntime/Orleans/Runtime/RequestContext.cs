using LazAI.LocalRuntime.Activations;

namespace Orleans.Runtime;

/// <summary>Values that travel with a request to the grain it calls and on to the grains that that one calls, but not back.</summary>
public static class RequestContext
{
    private const string ReentrancyKey = "#CCR";

    private static readonly AsyncLocal<Dictionary<string, object>?> Values = new();

    /// <summary>The call chain whose requests may come back to a grain that waits for them; empty if there is none.</summary>
    public static Guid ReentrancyId
    {
        get => Get(ReentrancyKey) is Guid id ? id : Guid.Empty;
        set
        {
            if (value == Guid.Empty)
                Remove(ReentrancyKey);
            else
                Set(ReentrancyKey, value);
        }
    }

    /// <summary>The keys of the current values.</summary>
    public static IEnumerable<string> Keys => Values.Value?.Keys ?? Enumerable.Empty<string>();

    /// <summary>The current keys and values.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Entries => Values.Value ?? Enumerable.Empty<KeyValuePair<string, object>>();

    /// <summary>The value of a key, or null.</summary>
    public static object? Get(string key) => Values.Value is { } values && values.TryGetValue(key, out var value) ? value : null;

    /// <summary>Sets a value for the rest of this asynchronous flow.</summary>
    public static void Set(string key, object value) =>
        // Dictionaries are shared with requests that are under way, so each change makes a new one.
        Values.Value = Values.Value is { } values ? new Dictionary<string, object>(values) { [key] = value } : new() { [key] = value };

    /// <summary>Removes a value; false if it was not there.</summary>
    public static bool Remove(string key)
    {
        if (Values.Value is not { } values || !values.ContainsKey(key))
            return false;

        Values.Value = values.Count == 1 ? null : values.Where(entry => entry.Key != key).ToDictionary();
        return true;
    }

    /// <summary>Removes all values.</summary>
    public static void Clear() => Import(null);

    /// <summary>Lets calls made before the result is disposed come back to this grain while it waits for them.</summary>
    public static ReentrancySection AllowCallChainReentrancy()
    {
        var original = ReentrancyId;
        return new ReentrancySection(original, original == Guid.Empty ? Guid.NewGuid() : original);
    }

    /// <summary>Takes that permission back for calls made before the result is disposed.</summary>
    public static ReentrancySection SuppressCallChainReentrancy() => new(ReentrancyId, Guid.Empty);

    internal static Dictionary<string, object>? Export() => Values.Value;

    internal static void Import(Dictionary<string, object>? values)
    {
        if (!ReferenceEquals(Values.Value, values))
            Values.Value = values;
    }

    internal static Guid ReentrancyIdOf(Dictionary<string, object>? values) =>
        values is not null && values.TryGetValue(ReentrancyKey, out var id) ? (Guid)id : Guid.Empty;

    /// <summary>A scope with its own call chain; see <see cref="AllowCallChainReentrancy"/>.</summary>
    public readonly struct ReentrancySection : IDisposable
    {
        private readonly Guid original;
        private readonly Guid current;

        /// <summary>Enters the chain <paramref name="newReentrancyId"/>.</summary>
        public ReentrancySection(Guid originalReentrancyId, Guid newReentrancyId)
        {
            original = originalReentrancyId;
            current = newReentrancyId;
            if (current != original)
                ReentrancyId = current;

            if (current != Guid.Empty)
                Activation.Current?.EnterReentrantSection(current);
        }

        /// <summary>Leaves the chain.</summary>
        public void Dispose()
        {
            if (current != Guid.Empty)
                Activation.Current?.LeaveReentrantSection(current);

            if (current != original)
                ReentrancyId = original;
        }
    }
}
