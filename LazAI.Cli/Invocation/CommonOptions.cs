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
}
