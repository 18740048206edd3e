using System.CommandLine;
using LazAI.Cli.Accounts;
using LazAI.Cli.Attestation;
using LazAI.Cli.Challengers;
using LazAI.Cli.DataSets;
using LazAI.Cli.Invocation;
using LazAI.Cli.Keys;
using LazAI.Cli.Models;
using LazAI.Cli.Receipts;
using LazAI.Cli.Status;
using LazAI.Cli.Tasks;

namespace LazAI.Cli;

/// <summary>The command <c>lazai</c> with all that is below it.</summary>
internal static class LazAICommand
{
    /// <summary>Runs what the arguments say. Arguments that say nothing are this machine's matter, not a refusal of the service, and end
    /// with the code of the former.</summary>
    public static async Task<int> RunAsync(string[] args, InvocationConfiguration? invocation = null)
    {
        var parse = Create().Parse(args);
        var exit = await parse.InvokeAsync(invocation ?? new InvocationConfiguration());
        return exit != ExitCode.Success && parse.Errors.Count > 0 ? ExitCode.Unusable : exit;
    }

    public static RootCommand Create() => new("Submit AI tasks, watch them, and check their receipts without believing anyone.")
    {
        CommonOptions.Gateway,
        CommonOptions.Json,
        CommonOptions.Timeout,
        CommonOptions.Key,
        CommonOptions.PassphraseFile,
        StatusCommand.Create(),
        KeysCommand.Create(),
        AccountCommand.Create(),
        ModelsCommand.Create(),
        DataCommand.Create(),
        ChallengerCommand.Create(),
        TaskCommand.Create(),
        ReceiptCommand.Create(),
        AttestCommand.Create(),
    };
}
