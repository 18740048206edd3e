using System.CommandLine;

namespace LazAI.Cli.Invocation;

/// <summary>Options that every command takes.</summary>
internal static class CommonOptions
{
    public const string GatewayVariable = "LAZAI_GATEWAY";

    public static Option<string> Gateway { get; } = new("--gateway")
    {
        Description = $"Address of the service (else ${GatewayVariable})",
        Recursive = true,
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(GatewayVariable) is { Length: > 0 } address ? address : "http://127.0.0.1:8080",
    };

    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print one JSON document instead of text",
        Recursive = true,
    };

    public static Option<int> Timeout { get; } = CreateTimeout();

    public static Option<string> Key { get; } = new("--key")
    {
        Description = "Name of the key in ~/.lazai/keys, or a key file",
        Recursive = true,
        DefaultValueFactory = _ => "default",
    };

    public static Option<string?> PassphraseFile { get; } = new("--passphrase-file")
    {
        Description = "File with the key's passphrase, instead of asking",
        Recursive = true,
    };

    private static Option<int> CreateTimeout()
    {
        const int SecondsMaximum = 3_600;
        var timeout = new Option<int>("--timeout")
        {
            Description = "Seconds to wait for one answer of the service, repetitions included",
            Recursive = true,
            DefaultValueFactory = _ => 20,
        };
        timeout.Validators.Add(result =>
        {
            // What is no number at all has been refused before.
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out var seconds) && seconds is < 1 or > SecondsMaximum)
            {
                result.AddError($"--timeout is from 1 to {SecondsMaximum} seconds.");
            }
        });
        return timeout;
    }
}
