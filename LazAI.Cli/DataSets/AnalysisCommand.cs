using System.CommandLine;
using System.Text;
using LazAI.Cli.Invocation;
using LazAI.Client.DataSets;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;
using Spectre.Console;

namespace LazAI.Cli.DataSets;

/// <summary><c>lazai data program</c>: what owners consent to, and the input of the task that runs it.</summary>
internal static class AnalysisCommand
{
    private static readonly Argument<string[]> s_dataSets = new("data-set")
    {
        Description = "Content hashes of the data sets, in any order",
        Arity = new ArgumentArity(2, JointAnalysis.DataSetsMaximum),
    };

    private static readonly Option<string> s_model = new("--model")
    {
        Description = $"Id of a model with engine {DataSetEngines.GroupSum} ('lazai models list')",
        Required = true,
    };

    private static readonly Option<string> s_parameters = new("--parameters")
    {
        Description = """The task's parameters, byte for byte: {"groupColumn":0,"valueColumn":1}""",
        Required = true,
    };

    private static readonly Option<uint> s_groupRecords = new("--group-records-minimum")
    {
        Description = "A group shows only if each data set has none or at least so many of its records; at least 2",
        Required = true,
    };

    private static readonly Option<uint> s_outputBytes = new("--output-bytes-maximum")
    {
        Description = "Largest output",
        DefaultValueFactory = _ => 10_000,
    };

    private static readonly Option<FileInfo> s_output = new("-o", "--output") { Description = "File for the task's input", Required = true };

    public static Command Create() =>
        new Command("program", "Describe a joint analysis: prints the id that owners consent to, and writes the task's input")
        {
            s_dataSets, s_model, s_parameters, s_groupRecords, s_outputBytes, s_output,
        }.Runs(RunAsync);

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var order = new AnalysisTask(
            [.. context.Parse.GetRequiredValue(s_dataSets).Select(Identifiers.Content).OrderBy(content => content.Value)],
            new OutputPolicy(context.Parse.GetRequiredValue(s_groupRecords), context.Parse.GetRequiredValue(s_outputBytes)));
        if (!JointAnalysis.AreInOrder(order.DataSets) || order.OutputPolicy.GroupRecordsMinimum < 2 || order.OutputPolicy.OutputBytesMaximum < 1)
        {
            throw new CommandFailedException(
                "A data set is named twice, or the policy is none.", "Groups show from 2 records on, and an output has at least one byte.");
        }

        var program = order.ToProgram(
            Identifiers.Model(context.Parse.GetRequiredValue(s_model)), Encoding.UTF8.GetBytes(context.Parse.GetRequiredValue(s_parameters)));
        var file = context.Parse.GetRequiredValue(s_output);
        await File.WriteAllBytesAsync(file.FullName, CanonicalJson.Serialize(order), cancellationToken);
        var described = new Described(JointAnalysis.IdOf(program), program);
        context.Show(described, console =>
        {
            console.WriteLine(described.Program.ToString());
            console.MarkupLineInterpolated($"[grey]Each owner consents with 'lazai data consent'. Then 'lazai task submit --input {file.Name}' runs it, with the same model and parameters.[/]");
        });
        return ExitCode.Success;
    }

    private sealed record Described(ProgramId Program, AnalysisProgram Terms);
}
