using System.Globalization;

namespace LazAI.AppHost.Demo;

/// <summary>One thing that the demo promises.</summary>
/// <param name="What">The promise.</param>
/// <param name="Held">Whether it was kept.</param>
/// <param name="Found">What was seen.</param>
internal sealed record DemoCheck(string What, bool Held, string Found);

/// <summary>All promises of the demo and what became of them.</summary>
internal sealed record DemoOutcome(IReadOnlyList<DemoCheck> Checks)
{
    public bool Held => Checks.All(check => check.Held);

    public void Print(TextWriter output, TimeSpan total)
    {
        var width = Checks.Max(check => check.What.Length);
        output.WriteLine();
        foreach (var check in Checks)
        {
            output.WriteLine($"{(check.Held ? "ok  " : "FAIL")} {check.What.PadRight(width)}  {check.Found}");
        }

        output.WriteLine();
        output.WriteLine(Held
            ? string.Create(CultureInfo.InvariantCulture, $"All of it held. {total.TotalSeconds:0.0} s with starting the system.")
            : $"NOT HELD: {string.Join("; ", Checks.Where(check => !check.Held).Select(check => check.What))}.");
    }
}
