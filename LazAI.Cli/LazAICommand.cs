using System.CommandLine;
using LazAI.Cli.Accounts;
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
    public static RootCommand Create() => new("Submit AI tasks, watch them, and check their receipts without believing anyone.")
    {
        CommonOptions.Gateway,
        CommonOptions.Json,
        CommonOptions.Key,
        CommonOptions.PassphraseFile,
        StatusCommand.Create(),
        KeysCommand.Create(),
        AccountCommand.Create(),
        ModelsCommand.Create(),
        TaskCommand.Create(),
        ReceiptCommand.Create(),
    };
}
