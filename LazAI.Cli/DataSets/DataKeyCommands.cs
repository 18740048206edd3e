using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using LazAI.Cli.Invocation;
using LazAI.Cli.Keys;
using LazAI.Client;
using LazAI.Client.DataSets;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;
using Spectre.Console;

namespace LazAI.Cli.DataSets;

/// <summary>Encrypted data sets: <c>lazai data encrypt</c>, <c>decrypt</c> and <c>release</c>. Plaintext and data keys stay on this machine.</summary>
internal static class DataKeyCommands
{
    private static readonly Argument<FileInfo> s_file = new("file") { Description = "The data set" };

    private static readonly Option<FileInfo> s_output = new("-o", "--output") { Description = "File to write", Required = true };

    private static readonly Option<FileInfo> s_dataKey = new("--data-key")
    {
        Description = "File of the data key, wrapped to the account of --key",
        Required = true,
    };

    private static readonly Option<bool> s_watch = new("--watch") { Description = "Go on answering until Ctrl-C" };

    public static void AddTo(Command data)
    {
        data.Add(new Command("encrypt", "Encrypt a data set under a new key, which is wrapped to your account") { s_file, s_output, s_dataKey }
            .Runs(EncryptAsync));
        data.Add(new Command("decrypt", "Decrypt your own data set") { s_file, s_output, s_dataKey }.Runs(DecryptAsync));
        data.Add(new Command("release", "Answer the requests for your data set's key: wrap it to those sessions that may have it")
        {
            DataCommand.Content, s_dataKey, SessionTrustOptions.DevelopmentRoots, SessionTrustOptions.Measurements, SessionTrustOptions.Policy, s_watch,
        }.Runs(ReleaseAsync));
    }

    private static async Task<int> EncryptAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var account = Keystore.Open(context.Parse);
        using var random = RandomNumberGenerator.Create();
        using var key = DataKey.Generate(random);
        var plaintext = await File.ReadAllBytesAsync(context.Parse.GetRequiredValue(s_file).FullName, cancellationToken);
        if (plaintext.Length == 0)
        {
            throw new CommandFailedException("The data set is empty.", "There is nothing to encrypt.");
        }

        var encrypted = EncryptedData.Encrypt(plaintext, account.Address, key, random);
        var content = ContentHash.Of(encrypted);
        var wrapped = new DataKeyFile(content, account.Address, key.WrapTo(account.PublicKey, content, account.Address, default, random));

        // The key first: a ciphertext without its key is lost.
        await File.WriteAllBytesAsync(context.Parse.GetRequiredValue(s_dataKey).FullName, CanonicalJson.Serialize(wrapped), cancellationToken);
        await File.WriteAllBytesAsync(context.Parse.GetRequiredValue(s_output).FullName, encrypted, cancellationToken);
        context.Show(new Encrypted(content, encrypted.Length), console =>
        {
            console.MarkupLineInterpolated($"{encrypted.Length} bytes; content hash {content}.");
            console.MarkupLineInterpolated($"[grey]Keep the file of the data key: without it nobody can read the data.[/]");
        });
        return ExitCode.Success;
    }

    private static async Task<int> DecryptAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var file = await File.ReadAllBytesAsync(context.Parse.GetRequiredValue(s_file).FullName, cancellationToken);
        using var key = await OpenAsync(context, ContentHash.Of(file), cancellationToken);
        if (!EncryptedData.TryDecrypt(file, key, out var plaintext))
        {
            throw new CommandFailedException("The file is not what was encrypted under this key.", "It is damaged, or of another version.");
        }

        await File.WriteAllBytesAsync(context.Parse.GetRequiredValue(s_output).FullName, plaintext, cancellationToken);
        context.Show(new Decrypted(plaintext.Length), console => console.MarkupLineInterpolated($"{plaintext.Length} bytes."));
        return ExitCode.Success;
    }

    private static async Task<int> ReleaseAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var content = DataCommand.ContentOf(context);
        using var random = RandomNumberGenerator.Create();
        using var key = await OpenAsync(context, content, cancellationToken);
        var (status, requests) = await context.PrepareToSignAsync(cancellationToken);
        var agent = new KeyReleaseAgent(
            new Eip712Domain(status.ChainId), status.Rules, await SessionTrustOptions.ReadAsync(context, cancellationToken), requests.Signer, random);
        var (client, clock) = (new DataSetClient(context.Client), new NetworkClock(status));
        if (!context.Parse.GetValue(s_watch))
        {
            var answers = new List<Answer>();
            await AnswerAsync(answers);
            context.Show(answers, console => Print(console, answers));
            return ExitCode.Success;
        }

        await WatchAsync(context, clock, AnswerAsync, cancellationToken);
        return ExitCode.Success;

        Task AnswerAsync(List<Answer> answers) => DataKeyCommands.AnswerAsync(
            agent, client, new DataSetOrders(requests, content), content, key, clock, answers, cancellationToken);
    }

    /// <summary>Answers slot by slot until Ctrl+C, whether the service is there or not.</summary>
    private static async Task WatchAsync(
        CommandContext context, NetworkClock clock, Func<List<Answer>, Task> answer, CancellationToken cancellationToken)
    {
        var endurance = new Endurance(context);
        var refused = new HashSet<(Address, ulong)>();
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                var answers = new List<Answer>();
                var isDone = await endurance.TryAsync(() => answer(answers), cancellationToken);

                // A request that is refused waits until its deadline; it is told once.
                answers.RemoveAll(it => it.Refusal is not null && !refused.Add((it.Account, it.Nonce)));
                if (answers.Count > 0)
                {
                    context.Show(answers, console => Print(console, answers));
                }

                if (isDone)
                {
                    await Task.Delay(clock.SlotDuration, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl+C is how it ends.
        }
    }

    /// <param name="answers">Takes what was answered, also where the service goes away in between.</param>
    private static async Task AnswerAsync(
        KeyReleaseAgent agent, DataSetClient client, DataSetOrders orders, ContentHash content, DataKey key, NetworkClock clock,
        List<Answer> answers, CancellationToken cancellationToken)
    {
        var waiting = (await client.ListKeyRequestsAsync(content, cancellationToken)).Items;
        var history = waiting.IsEmpty ? [] : await client.GetEventsAsync(content, cancellationToken);
        foreach (var request in waiting)
        {
            if (agent.TryRelease(request, content, key, history, clock.Now, out var envelope, out var refusal))
            {
                await client.ReleaseKeyAsync(orders.ReleaseKey(request.Order.Session, envelope), cancellationToken);
            }

            answers.Add(new Answer(request.Order.Signer, request.Order.Nonce, request.Order.Session, refusal is null, refusal));
        }
    }

    private static void Print(IAnsiConsole console, List<Answer> answers)
    {
        console.MarkupLineInterpolated($"Requests: {answers.Count}.");
        foreach (var answer in answers)
        {
            console.MarkupLineInterpolated($"  {answer.Account}, session {answer.Session}: {Printable.Of(answer.Refusal ?? "key released")}");
        }
    }

    private static Task<DataKey> OpenAsync(CommandContext context, ContentHash content, CancellationToken cancellationToken) =>
        OpenAsync(context, context.Parse.GetRequiredValue(s_dataKey), content, cancellationToken);

    /// <summary>The key of a data set, from the file that 'lazai data encrypt' has written.</summary>
    public static async Task<DataKey> OpenAsync(CommandContext context, FileInfo file, ContentHash content, CancellationToken cancellationToken)
    {
        DataKeyFile wrapped;
        try
        {
            wrapped = CanonicalJson.Deserialize<DataKeyFile>(await File.ReadAllBytesAsync(file.FullName, cancellationToken));
        }
        catch (JsonException)
        {
            throw new CommandFailedException($"{file.Name} holds no data key.", "'lazai data encrypt' writes it.");
        }

        using var account = Keystore.Open(context.Parse);
        return wrapped.ContentHash == content
            && DataKey.TryUnwrap(wrapped.Envelope.Span, account, wrapped.ContentHash, wrapped.Owner, default, out var key)
            ? key
            : throw new CommandFailedException(
                $"{file.Name} is not the key of {content}, or is not wrapped to {account.Address}.", "Name the account's key with --key.");
    }

    /// <summary>A data key at rest: wrapped to its owner's account.</summary>
    private sealed record DataKeyFile(ContentHash ContentHash, Address Owner, ReadOnlyMemory<byte> Envelope);

    private sealed record Encrypted(ContentHash ContentHash, int Bytes);

    private sealed record Decrypted(int Bytes);

    private sealed record Answer(Address Account, ulong Nonce, SessionId Session, bool Released, string? Refusal);
}
