using System.Diagnostics.CodeAnalysis;

namespace LazAI.Protocol;

/// <summary>Checks what must be true if our own code is right. Runs in every build.</summary>
public static class Invariant
{
    /// <exception cref="InvariantViolatedException">The condition is false: a bug, never bad input.</exception>
    public static void Require([DoesNotReturnIf(false)] bool condition, string statement)
    {
        if (!condition)
        {
            throw new InvariantViolatedException(statement);
        }
    }
}

/// <summary>Our own invariant is false. The activation that finds it stops; someone is paged.</summary>
public sealed class InvariantViolatedException(string statement) : Exception("Invariant violated: " + statement);
