using System.CommandLine;
using LazAI.Cli.Invocation;
using LazAI.Protocol.Api;
using Spectre.Console;

namespace LazAI.Cli.Models;

/// <summary><c>lazai models</c>.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "Registered models")
    {
        new Command("list", "List the registered models").Runs(ListAsync),
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
                var description = model.Description;
                console.MarkupLineInterpolated($"[bold]{description.Name} {description.Version}[/]  {TokenAmount.Format(description.Price)} a task");
                console.MarkupLineInterpolated($"  id           {model.ModelId}");
                console.MarkupLineInterpolated($"  publisher    {description.Publisher}");
                console.MarkupLineInterpolated($"  engine       {description.Determinism.Engine} {description.Determinism.EngineVersion}");
                console.MarkupLineInterpolated($"  input        {(description.InputBytes > 0 ? $"{description.InputBytes} bytes" : "any size")}");
                console.MarkupLineInterpolated($"  description  {description.ComputeHash()}");
                if (!description.Evidence.DevelopmentRoots.IsEmpty)
                {
                    console.MarkupLine("  [yellow]accepts DEVELOPMENT EVIDENCE, which proves nothing about hardware[/]");
                }
            }
        });
        return ExitCode.Success;
    }
}
