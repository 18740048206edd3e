using System.Text;
using LazAI.Enclave.Tests.Worker;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LazAI.Enclave.Tests.PassThrough;

/// <summary>A model server in this process, over real HTTP. It answers in the shapes of the OpenAI API, each time with another id, and remembers what it was asked.</summary>
internal sealed class OpenAIServer : IAsyncDisposable
{
    private readonly FlakyServer _server;
    private readonly List<string> _bodies = [];
    private int _calls;

    public OpenAIServer() => _server = new FlakyServer(Map, _ => Interlocked.Increment(ref _calls), _ => { });

    public string Address => _server.Address.AbsoluteUri;

    /// <summary>The bodies of all calls.</summary>
    public IReadOnlyList<string> Bodies
    {
        get
        {
            lock (_bodies)
            {
                return [.. _bodies];
            }
        }
    }

    /// <summary>Answers in place of the ordinary one, by the number of the call.</summary>
    public Func<int, IResult?> Misbehave { get; set; } = _ => null;

    /// <summary>What every answer waits for.</summary>
    public Task Open { get; set; } = Task.CompletedTask;

    public Task StartAsync() => _server.StartAsync();

    public Task CrashAsync() => _server.CrashAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private void Map(WebApplication app)
    {
        app.MapPost("/v1/chat/completions", AnswerBy(id => $$$"""
            {
              "id": "chatcmpl-{{{id}}}", "object": "chat.completion", "created": {{{1_780_000_000 + id}}}, "model": "tiny-chat",
              "system_fingerprint": "b{{{id}}}", "service_tier": "default",
              "choices": [{
                "index": 0, "logprobs": null, "finish_reason": "stop",
                "message": { "role": "assistant", "content": "Zürich\nhas \"two\" rivers.", "refusal": null, "annotations": [] }
              }],
              "usage": { "prompt_tokens": 19, "completion_tokens": 6, "total_tokens": 25, "prompt_tokens_details": { "cached_tokens": {{{id}}} } },
              "timings": { "prompt_ms": 1.25{{{id}}} }
            }
            """));
        app.MapPost("/v1/completions", AnswerBy(id => $$"""
            {
              "id": "cmpl-{{id}}", "object": "text_completion", "created": {{1_780_000_000 + id}}, "model": "tiny-chat",
              "choices": [{ "text": " and seven", "index": 0, "logprobs": null, "finish_reason": "length" }],
              "usage": { "prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7 }
            }
            """));
        app.MapPost("/v1/embeddings", AnswerBy(_ => """
            {
              "object": "list", "model": "tiny-embed",
              "data": [
                { "object": "embedding", "index": 1, "embedding": "AACAPwAAAMA=" },
                { "object": "embedding", "index": 0, "embedding": "AAAAPwAAgD8=" }
              ],
              "usage": { "prompt_tokens": 8, "total_tokens": 8 }
            }
            """));
    }

    private Delegate AnswerBy(Func<int, string> answer) => (HttpContext context) => AnswerAsync(context, answer);

    private async Task<IResult> AnswerAsync(HttpContext context, Func<int, string> answer)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        int id;
        lock (_bodies)
        {
            _bodies.Add(body);
            id = _bodies.Count;
        }

        await Open;
        return Misbehave(id) ?? Results.Text(answer(id), "application/json");
    }
}
