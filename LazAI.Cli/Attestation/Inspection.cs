using System.Collections.Immutable;
using LazAI.Cli.Invocation;
using Spectre.Console;

namespace LazAI.Cli.Attestation;

/// <summary>What stands in evidence, unverified, as <c>lazai attest inspect</c> shows it. The names are those of the formats.</summary>
/// <param name="Kind">What the file is.</param>
/// <param name="Encoding">How the file has it.</param>
/// <param name="Length">Its length, decoded, in bytes.</param>
/// <param name="Groups">The fields, grouped as in the format.</param>
/// <param name="NotVerified">What nobody has checked.</param>
internal sealed record Inspection(
    string Kind, string Encoding, int Length, ImmutableArray<FieldGroup> Groups, ImmutableArray<string> NotVerified)
{
    public void Print(IAnsiConsole console)
    {
        // In a file or a pipe one field is one line, however long.
        const int PlainWidth = 1024;
        if (!console.Profile.Capabilities.Ansi)
        {
            console.Profile.Width = PlainWidth;
        }

        console.MarkupLineInterpolated($"[bold]{Kind}[/]  {Length} bytes, {Encoding}");
        foreach (var group in Groups)
        {
            console.WriteLine();
            console.MarkupLineInterpolated($"[bold]{Printable.Of(group.Name)}[/]");
            var width = group.Fields.IsEmpty ? 0 : group.Fields.Max(field => field.Name.Length);
            foreach (var field in group.Fields)
            {
                console.WriteLine(Printable.Of($"  {field.Name.PadRight(width)}  {field.Value}{(field.Meaning is null ? "" : $"  ({field.Meaning})")}"));
            }
        }

        console.WriteLine();
        console.MarkupLine("[yellow]Not verified:[/]");
        foreach (var what in NotVerified)
        {
            console.WriteLine("- " + what);
        }
    }
}

/// <summary>Fields that belong together.</summary>
internal sealed record FieldGroup(string Name, ImmutableArray<Field> Fields);

/// <summary>One field.</summary>
/// <param name="Value">Bytes in lower-case hexadecimal digits, in their order in the format; numbers in decimal.</param>
/// <param name="Meaning">What the value stands for, where it has a name.</param>
internal sealed record Field(string Name, string Value, string? Meaning = null);
