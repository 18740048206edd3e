using System.Diagnostics.CodeAnalysis;

namespace LazAI.Simulation.Auditing;

/// <summary>What has happened breaks a promise of the system.</summary>
public sealed class CheckException(string rule) : Exception("Check: " + rule);

internal static class Check
{
    public static void That([DoesNotReturnIf(false)] bool holds, string rule)
    {
        if (!holds)
        {
            throw new CheckException(rule);
        }
    }
}
