using System.Diagnostics.CodeAnalysis;
using LazAI.Engines;
using LazAI.Engines.Traces;
using LazAI.Protocol.Models;

namespace LazAI.Enclave.PassThrough;

/// <summary>
/// Lets a model server in the same enclave answer tasks. Nobody else can repeat its work, so such models are verified by the enclave's evidence alone; that a repetition would give the
/// same is the publisher's claim about the server.
/// </summary>
internal sealed class PassThroughEngine : IModelEngine
{
    /// <summary>The engine's id in a model's deterministic configuration and in objective commitments.</summary>
    public const string Id = "lazai.openai-pass-through";

    /// <summary>Changes whenever requests or results would be made otherwise.</summary>
    public const string Version = "1";

    private readonly PassThroughManifest _manifest;
    private readonly PassThroughRequest _request;
    private readonly ModelServer _server;

    private PassThroughEngine(PassThroughManifest manifest, DeterminismConfig determinism, ModelServer server)
    {
        (_manifest, _server) = (manifest, server);
        _request = new PassThroughRequest(manifest, determinism.Seed, determinism.OutputElementsMaximum);
    }

    /// <summary>An engine for a manifest, or why there is none. Never throws on the bytes.</summary>
    public static bool TryCreate(
        DeterminismConfig determinism, ReadOnlySpan<byte> manifest, ModelServer server, [NotNullWhen(true)] out PassThroughEngine? engine, out string refusal)
    {
        engine = null;
        if (determinism.EngineVersion != Version)
        {
            refusal = $"There is no engine {Id} {determinism.EngineVersion}.";
            return false;
        }

        if (PassThroughManifest.Parse(manifest, out var fault) is not { } parsed)
        {
            refusal = $"The weights are no manifest of a served model: {fault}.";
            return false;
        }

        refusal = server.IsPresent ? "" : "This worker has no model server.";
        engine = server.IsPresent ? new PassThroughEngine(parsed, determinism, server) : null;
        return engine is not null;
    }

    /// <summary>The result of an input, or why there is none.</summary>
    public async Task<(byte[]? Output, string Refusal)> RunAsync(string parameters, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        if (parameters != "{}")
        {
            return (null, "The engine has no parameters.");
        }

        if (_request.Build(input, out var refusal) is not { } body)
        {
            return (null, refusal);
        }

        var (answer, fault) = await _server.AskAsync(_manifest.Endpoint, body, cancellationToken);
        return answer is null ? (null, fault) : (PassThroughResult.Encode(_manifest, answer, out refusal), refusal);
    }

    /// <summary>Waits for the server. A worker does not: it runs <see cref="RunAsync"/> beside its other tasks.</summary>
    public bool TryRun(string parameters, ReadOnlySpan<byte> input, out byte[] output, out string refusal)
    {
        (var answer, refusal) = RunAsync(parameters, input.ToArray(), CancellationToken.None).GetAwaiter().GetResult();
        output = answer ?? [];
        return answer is not null;
    }

    public bool TryTrace(string parameters, ReadOnlySpan<byte> input, [NotNullWhen(true)] out TracedRun? run, out string refusal)
    {
        (run, refusal) = (null, "The engine leaves no traces.");
        return false;
    }
}

/// <summary>What a model server has answered to one input: the engine of that one task.</summary>
internal sealed class PassedThrough(byte[] output) : IModelEngine
{
    public bool TryRun(string parameters, ReadOnlySpan<byte> input, out byte[] result, out string refusal)
    {
        (result, refusal) = (output, "");
        return true;
    }

    public bool TryTrace(string parameters, ReadOnlySpan<byte> input, [NotNullWhen(true)] out TracedRun? run, out string refusal)
    {
        (run, refusal) = (null, "The engine leaves no traces.");
        return false;
    }
}
