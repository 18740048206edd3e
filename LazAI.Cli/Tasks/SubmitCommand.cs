using System.CommandLine;
using LazAI.Cli.Invocation;
using LazAI.Client;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using Spectre.Console;

namespace LazAI.Cli.Tasks;

/// <summary><c>lazai task submit</c>: one task for each input file, or as many as asked for, under as few signatures as possible.</summary>
internal static class SubmitCommand
{
    private const int SubmissionBytesMaximum = 4 * 1024 * 1024;

    private static readonly Option<string> s_model = new("--model") { Description = "Model id ('lazai models list')", Required = true };

    private static readonly Option<FileInfo[]> s_input = new("--input")
    {
        Description = "Input files, one task each",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<int?> s_count = new("--count") { Description = "Number of tasks; goes through the inputs again and again" };

    private static readonly Option<string?> s_parameters = new("--parameters") { Description = "Parameters, one JSON object" };

    private static readonly Option<string?> s_fee = new("--fee") { Description = "Most that one task may cost, in tokens; the model's price if absent" };

    private static readonly Option<string?> s_mode = new("--mode") { Description = "How the results are verified: TEE, TEE_ZK or OP; TEE if absent" };

    private static readonly Option<bool> s_watch = new("--watch") { Description = "Wait until the tasks are settled" };

    public static Command Create() =>
        new Command("submit", "Submit tasks") { s_model, s_input, s_count, s_parameters, s_fee, s_mode, s_watch }.Runs(RunAsync);

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var parse = context.Parse;
        var modelId = Identifiers.Model(parse.GetRequiredValue(s_model));
        var (status, requests) = await context.PrepareToSignAsync(cancellationToken);
        var registered = await context.Client.GetModelAsync(modelId, cancellationToken);
        var model = registered.Description;
        var inputs = await ReadInputsAsync(parse.GetRequiredValue(s_input), model.InputBytes, status.Rules, cancellationToken);
        var fee = parse.GetValue(s_fee) is { } text ? TokenAmount.Parse(text) : model.Price;
        var mode = parse.GetValue(s_mode) is { } name ? Identifiers.Name<VerifyMode>(name, "mode") : VerifyMode.Tee;
        var count = parse.GetValue(s_count) ?? inputs.Length;
        if (count < 1)
        {
            throw new CommandFailedException("--count is at least 1.", "Leave it away for one task an input.");
        }

        var taskIds = new List<TaskId>(count);
        var builder = new TaskSubmissionBuilder(requests);
        var firstDeadline = default(Slot);
        var bytes = 0;
        for (var i = 0; i < count; i++)
        {
            var input = inputs[i % inputs.Length];
            builder.Add(modelId, input, fee, parse.GetValue(s_parameters), mode);
            bytes += input.Length;
            if (builder.Count == status.Rules.SubmissionTasksMaximum || bytes >= SubmissionBytesMaximum || i == count - 1)
            {
                var submission = builder.Build();
                firstDeadline = taskIds.Count == 0 ? submission.Tasks[0].DeadlineSlot : firstDeadline;
                taskIds.AddRange((await context.Client.SubmitTasksAsync(submission, cancellationToken)).TaskIds);
                bytes = 0;
            }
        }

        if (parse.GetValue(s_watch))
        {
            return await TaskWatch.RunAsync(context, taskIds, cancellationToken);
        }

        if (NoWorkerWarning.IsDue(registered))
        {
            NoWorkerWarning.For(registered, status, taskIds[0], firstDeadline, taskIds.Count - 1).Write(parse);
        }

        context.Show(new TasksAccepted([.. taskIds]), console =>
        {
            foreach (var taskId in taskIds)
            {
                console.WriteLine(taskId.ToString());
            }
        });
        return ExitCode.Success;
    }

    private static async Task<byte[][]> ReadInputsAsync(
        FileInfo[] files, int inputBytes, ProtocolRules rules, CancellationToken cancellationToken)
    {
        var inputs = new byte[files.Length][];
        for (var i = 0; i < files.Length; i++)
        {
            var file = files[i];
            if (!file.Exists)
            {
                throw new CommandFailedException($"There is no file {file.FullName}.", "Give existing files with --input.");
            }

            if (file.Length > rules.InlineDataBytesMaximum)
            {
                throw new CommandFailedException(
                    $"{file.Name} has {file.Length} bytes; {rules.InlineDataBytesMaximum} can travel with a task.",
                    "Larger inputs are fetched by the worker from an https://, ipfs:// or ar:// address.");
            }

            if (inputBytes > 0 && file.Length != inputBytes)
            {
                throw new CommandFailedException(
                    $"{file.Name} has {file.Length} bytes, the model takes exactly {inputBytes}.", "'lazai models list' shows what models take.");
            }

            inputs[i] = await File.ReadAllBytesAsync(file.FullName, cancellationToken);
        }

        return inputs;
    }
}
