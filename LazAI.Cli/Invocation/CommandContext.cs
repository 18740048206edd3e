using System.CommandLine;
using System.Text;
using LazAI.Client;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using Spectre.Console;

namespace LazAI.Cli.Invocation;

/// <summary>One invocation: where the service is and where the answer goes.</summary>
internal sealed class CommandContext : IDisposable
{
    private readonly HttpClient _http;

    public CommandContext(ParseResult parse)
    {
        Parse = parse;
        Json = parse.GetValue(CommonOptions.Json);
        var gateway = parse.GetRequiredValue(CommonOptions.Gateway);
        if (!Uri.TryCreate(gateway.EndsWith('/') ? gateway : gateway + "/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new CommandFailedException($"'{gateway}' is no http:// or https:// address.", "Give the service's address with --gateway.");
        }

        Gateway = address;
        _http = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        Patience = CreatePatience(TimeSpan.FromSeconds(parse.GetValue(CommonOptions.Timeout)));
        Client = new LazAIClient(_http, Patience);
        Console = CreateConsole(parse.InvocationConfiguration.Output);
    }

    public ParseResult Parse { get; }

    public bool Json { get; }

    public Uri Gateway { get; }

    /// <summary>How long services are waited for, and that it is said.</summary>
    public LazAIClientOptions Patience { get; }

    public LazAIClient Client { get; }

    /// <summary>For people; never used together with JSON.</summary>
    public IAnsiConsole Console { get; }

    /// <summary>Prints a document in JSON, or else whatever <paramref name="print"/> does.</summary>
    public void Show<T>(T document, Action<IAnsiConsole> print)
    {
        if (Json)
        {
            Parse.InvocationConfiguration.Output.WriteLine(Encoding.UTF8.GetString(CanonicalJson.Serialize(document)));
        }
        else
        {
            print(Console);
        }
    }

    /// <summary>Warns while a live display may be running, which on a terminal would overwrite what does not go through it.</summary>
    public void Warn(Diagnostic warning)
    {
        if (Json || !Console.Profile.Capabilities.Ansi)
        {
            warning.Write(Parse);
        }
        else
        {
            Console.MarkupLineInterpolated($"[yellow]{Printable.Of(warning.Detail)}[/]");
            Console.MarkupLineInterpolated($"[yellow]  {warning.Advice}[/]");
        }
    }

    /// <summary>What signs in the name of the chosen key's account.</summary>
    public async Task<(NetworkStatus Status, SignedRequests Requests)> PrepareToSignAsync(CancellationToken cancellationToken)
    {
        // The key first: a wrong passphrase should not wait for the network.
        var key = Keys.Keystore.Open(Parse);
        var status = await Client.GetStatusAsync(cancellationToken);
        return (status, new SignedRequests(key, status.ChainId, new NetworkClock(status)));
    }

    /// <summary>Somebody sits and waits: less patience than a program has, and a word while it lasts.</summary>
    private LazAIClientOptions CreatePatience(TimeSpan timeout)
    {
        var defaults = new LazAIClientOptions();
        return defaults with
        {
            AttemptTimeout = timeout,
            CallTimeout = timeout,
            SlowCallAfter = timeout / 2 < defaults.SlowCallAfter ? timeout / 2 : defaults.SlowCallAfter,
            OnSlowCall = what => Warn(new Diagnostic(
                "cli/waiting",
                FormattableString.Invariant($"{what}; waiting for {timeout.TotalSeconds} s in all."),
                "--timeout sets how long; Ctrl+C ends it now.")),
        };
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Colours and the window's width on a terminal; plain, wide lines for a file or a pipe.</summary>
    private static IAnsiConsole CreateConsole(TextWriter output)
    {
        const int PlainWidth = 200;
        var plain = System.Console.IsOutputRedirected || output != System.Console.Out;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (plain)
        {
            console.Profile.Width = PlainWidth;
        }

        return console;
    }
}
