using System.CommandLine;
using LazAI.Cli.Invocation;
using LazAI.Protocol.Api;
using Spectre.Console;

namespace LazAI.Cli.Models;

/// <summary><c>lazai models</c>.</summary>
internal static class ModelsCommand
{
    private static readonly Argument<string> s_modelId = new("model") { Description = "Model id" };

    public static Command Create() => new("models", "Registered models")
    {
        new Command("list", "List the registered models").Runs(ListAsync),
        new Command("show", "Show a model, with the evidence that it accepts and how many workers can run it") { s_modelId }.Runs(ShowAsync),
    };

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var models = new List<ModelView>();
        string? cursor = null;
        do
        {
            var page = await context.Client.ListModelsAsync(cursor, null, cancellationToken);
            models.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        context.Show(models, console =>
        {
            if (models.Count == 0)
            {
                console.WriteLine("No model is registered.");
                return;
            }

            foreach (var model in models)
            {
                Print(console, model);
            }
        });
        return ExitCode.Success;
    }

    private static async Task<int> ShowAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var model = await context.Client.GetModelAsync(Identifiers.Model(context.Parse.GetRequiredValue(s_modelId)), cancellationToken);
        context.Show(model, console =>
        {
            Print(console, model);
            foreach (var measurement in model.Description.Evidence.Measurements)
            {
                console.MarkupLineInterpolated($"  measurement  {measurement}");
            }

            foreach (var root in model.Description.Evidence.DevelopmentRoots)
            {
                console.MarkupLineInterpolated($"  root         {root}");
            }

            AcceptedEvidence.Print(console, model.Description.Evidence);
        });
        return ExitCode.Success;
    }

    private static void Print(IAnsiConsole console, ModelView model)
    {
        var description = model.Description;
        console.MarkupLineInterpolated($"[bold]{Printable.Of(description.Name)} {Printable.Of(description.Version)}[/]  {TokenAmount.Format(description.Price)} a task");
        console.MarkupLineInterpolated($"  id           {model.ModelId}");
        console.MarkupLineInterpolated($"  publisher    {description.Publisher}");
        console.MarkupLineInterpolated($"  engine       {Printable.Of(description.Determinism.Engine)} {Printable.Of(description.Determinism.EngineVersion)}");
        console.MarkupLineInterpolated($"  input        {(description.InputBytes > 0 ? $"{description.InputBytes} bytes" : "any size")}");
        console.MarkupLineInterpolated($"  description  {description.ComputeHash()}");
        PrintSessions(console, model.EligibleSessions);
        foreach (var refusal in model.RefusedSessions ?? [])
        {
            console.MarkupLineInterpolated($"               {refusal.Sessions} refused: {Printable.Of(refusal.Reason)}");
        }

        if (!description.Evidence.DevelopmentRoots.IsEmpty)
        {
            console.MarkupLine("  [yellow]accepts DEVELOPMENT EVIDENCE, which proves nothing about hardware[/]");
        }
    }

    private static void PrintSessions(IAnsiConsole console, int? eligible)
    {
        switch (eligible)
        {
            case null:
                console.WriteLine("  sessions     not known now");
                break;
            case 0:
                console.MarkupLine("  sessions     [yellow]none open that can run it: tasks wait, and expire at their deadlines[/]");
                break;
            default:
                console.MarkupLineInterpolated($"  sessions     {eligible} open that can run it");
                break;
        }
    }
}
