using System.Text.RegularExpressions;

namespace Orleans.Streams;

/// <summary>Chooses stream namespaces.</summary>
public interface IStreamNamespacePredicate
{
    /// <summary>The predicate as text.</summary>
    string PredicatePattern { get; }

    /// <summary>Whether the namespace is chosen.</summary>
    bool IsMatch(string streamNamespace);
}

/// <summary>Chooses the namespaces that a regular expression matches.</summary>
public class RegexStreamNamespacePredicate(string regex) : IStreamNamespacePredicate
{
    private readonly Regex expression = new(regex, RegexOptions.NonBacktracking);

    /// <inheritdoc/>
    public string PredicatePattern => $"regex:{expression}";

    /// <inheritdoc/>
    public bool IsMatch(string streamNameSpace) => expression.IsMatch(streamNameSpace);
}
