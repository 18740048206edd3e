using System.CommandLine;
using System.Text.Json;
using LazAI.Cli.Invocation;
using LazAI.Client;
using LazAI.Client.DataSets;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;
using Spectre.Console;

namespace LazAI.Cli.DataSets;

/// <summary>The orders of <c>lazai data</c>, which the chosen key signs.</summary>
internal static class DataOrderCommands
{
    private const string Anyone = "anyone";

    private static readonly Argument<FileInfo> s_tuple = new("tuple") { Description = "What an enclave has signed: JSON with anchor, signature and worker" };

    private static readonly Option<string?> s_blob = new("--blob") { Description = "Keccak-256 under which 'lazai data put' has stored the content" };

    private static readonly Argument<FileInfo> s_file = new("file") { Description = "The content to store" };

    private static readonly Option<string> s_to = new("--to") { Description = "Address of the receiver", Required = true };

    private static readonly Option<string> s_licensee = new("--to") { Description = $"Address of the licensee, or '{Anyone}'", Required = true };

    private static readonly Option<string> s_scope = new("--scope")
    {
        Description = "One or several of inference, training and analysis, in this order, joined by '+'",
        Required = true,
    };

    private static readonly Option<string> s_price = new("--price") { Description = "What one use costs, in tokens", DefaultValueFactory = _ => "0" };

    private static readonly Option<uint> s_hours = new("--hours") { Description = "For how long; 0 ends it now", Required = true };

    private static readonly Argument<string> s_licence = new("licence") { Description = "Id of the licence" };

    private static readonly Argument<string> s_program = new("program") { Description = "Id of the joint analysis: the hash of its program" };

    public static void AddTo(Command data)
    {
        data.Add(new Command("put", "Store content at the service, before it is anchored") { s_file }.Runs(PutAsync));
        data.Add(new Command("anchor", "Register what an enclave has hashed and signed for you") { s_tuple, s_blob }.Runs(AnchorAsync));
        data.Add(new Command("transfer", "Name a new owner") { DataCommand.Content, s_to }.Runs((context, cancellationToken) => RunAsync(
            context, (client, orders, _) => client.TransferAsync(
                orders.Transfer(Identifiers.Account(context.Parse.GetRequiredValue(s_to))), cancellationToken), cancellationToken)));
        data.Add(new Command("license", "Grant a licence") { DataCommand.Content, s_licensee, s_scope, s_price, s_hours }.Runs(
            (context, cancellationToken) => RunAsync(context, (client, orders, clock) => client.GrantLicenceAsync(
                orders.GrantLicence(
                    LicenseeOf(context), ScopeOf(context), TokenAmount.Parse(context.Parse.GetRequiredValue(s_price)), EndOf(context, clock)),
                cancellationToken), cancellationToken)));
        data.Add(new Command("revoke", "End a licence") { DataCommand.Content, s_licence }.Runs((context, cancellationToken) => RunAsync(
            context, (client, orders, _) => client.RevokeLicenceAsync(
                orders.RevokeLicence(new LicenceId(Identifiers.Hash(context.Parse.GetRequiredValue(s_licence), "licence id"))), cancellationToken),
            cancellationToken)));
        data.Add(new Command("delegate", "Let another account grant licences") { DataCommand.Content, s_to, s_hours }.Runs(
            (context, cancellationToken) => RunAsync(context, (client, orders, clock) => client.DelegateAsync(
                orders.Delegate(Identifiers.Account(context.Parse.GetRequiredValue(s_to)), EndOf(context, clock)), cancellationToken),
                cancellationToken)));
        data.Add(new Command("consent", "Agree to a joint analysis") { DataCommand.Content, s_program, s_hours }.Runs(
            (context, cancellationToken) => RunAsync(context, (client, orders, clock) => client.ConsentAsync(
                orders.Consent(
                    new ProgramId(Identifiers.Hash(context.Parse.GetRequiredValue(s_program), "program id")), EndOf(context, clock)),
                cancellationToken), cancellationToken)));
    }

    private static async Task<int> RunAsync(
        CommandContext context,
        Func<DataSetClient, DataSetOrders, NetworkClock, Task<DataSetView>> run,
        CancellationToken cancellationToken)
    {
        var content = DataCommand.ContentOf(context);
        var (status, requests) = await context.PrepareToSignAsync(cancellationToken);
        var view = await run(new DataSetClient(context.Client), new DataSetOrders(requests, content), new NetworkClock(status));
        context.Show(view, console => DataCommand.Print(console, view));
        return ExitCode.Success;
    }

    private static async Task<int> PutAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var content = await File.ReadAllBytesAsync(context.Parse.GetRequiredValue(s_file).FullName, cancellationToken);
        var blob = await context.Client.PutWeightsAsync(content, cancellationToken);
        var stored = new Stored(ContentHash.Of(content), blob, content.Length);
        context.Show(stored, console =>
        {
            console.MarkupLineInterpolated($"{stored.Bytes} bytes stored.");
            console.MarkupLineInterpolated($"  content hash  {stored.ContentHash}");
            console.MarkupLineInterpolated($"  blob          {stored.Blob}");
        });
        return ExitCode.Success;
    }

    private static async Task<int> AnchorAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var file = context.Parse.GetRequiredValue(s_tuple);
        AnchorTuple tuple;
        try
        {
            tuple = CanonicalJson.Deserialize<AnchorTuple>(await File.ReadAllBytesAsync(file.FullName, cancellationToken));
        }
        catch (JsonException)
        {
            throw new CommandFailedException($"{file.Name} holds no tuple.", "It is what an enclave has signed: JSON with anchor, signature and worker.");
        }

        Bytes32? blob = context.Parse.GetValue(s_blob) is { } text ? Identifiers.Hash(text, "blob hash") : null;
        var (_, requests) = await context.PrepareToSignAsync(cancellationToken);
        var order = new DataSetOrders(requests, tuple.Anchor.ContentHash).Anchor(tuple.Anchor, tuple.Signature, tuple.Worker, blob);
        var view = await new DataSetClient(context.Client).AnchorAsync(order, cancellationToken);
        context.Show(view, console => DataCommand.Print(console, view));
        return ExitCode.Success;
    }

    private static Address LicenseeOf(CommandContext context) =>
        context.Parse.GetRequiredValue(s_licensee) is var text && text == Anyone ? default : Identifiers.Account(text);

    private static LicenceScope ScopeOf(CommandContext context) =>
        LicenceScopeText.TryParse(context.Parse.GetRequiredValue(s_scope), out var scope)
            ? scope
            : throw new CommandFailedException(
                $"'{context.Parse.GetRequiredValue(s_scope)}' is no scope.", "Give inference, training or analysis, or several joined by '+'.");

    private static Slot EndOf(CommandContext context, NetworkClock clock) => context.Parse.GetRequiredValue(s_hours) switch
    {
        0 => new Slot(0),
        var hours => clock.Now + clock.SlotsFor(TimeSpan.FromHours(hours)),
    };

    private sealed record Stored(ContentHash ContentHash, Bytes32 Blob, int Bytes);
}
