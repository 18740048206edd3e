using System.Collections.Immutable;
using LazAI.Cli.Invocation;
using Spectre.Console;

namespace LazAI.Cli.Attestation;

/// <summary>A policy's answer.</summary>
/// <param name="AcceptedUntil">The last second at which the same evidence would be accepted; absent when no tolerance limits it.</param>
internal sealed record JudgementShown(
    bool Accepted,
    ImmutableArray<ReasonShown> Reasons,
    ImmutableArray<LimitShown> Tolerances,
    ImmutableArray<LimitShown> Warnings,
    string? AcceptedUntil)
{
    public void Print(IAnsiConsole console)
    {
        foreach (var reason in Reasons)
        {
            console.MarkupLineInterpolated($"[red]Policy: {Printable.Of(reason.Message)} ({reason.Code})[/]");
        }

        foreach (var tolerance in Tolerances)
        {
            console.MarkupLineInterpolated($"[yellow]Tolerated: {Printable.Of(tolerance.Message)}[/]");
        }

        foreach (var warning in Warnings)
        {
            console.MarkupLineInterpolated($"[yellow]Warning: {Printable.Of(warning.Message)}[/]");
        }
    }
}

/// <summary>A reason to refuse.</summary>
internal sealed record ReasonShown(string Code, string Component, string Found, string Demanded, string Message, long? ShortBy);

/// <summary>What holds for a limited time, or will end.</summary>
internal sealed record LimitShown(string Component, string? Until, string Message);
