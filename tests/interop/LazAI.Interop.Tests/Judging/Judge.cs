using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LazAI.Interop.Tests.Judging;

/// <summary>One Node process running judge.mjs for all tests of a class: a JSON line asks, a JSON line answers.</summary>
public sealed class Judge : IAsyncLifetime
{
    /// <summary>Longest line in either direction; judge.mjs holds itself to the same.</summary>
    public const int MessageCharactersMaximum = 8 * 1024 * 1024;

    // Cases go together until a message is this long, so that thousands of them cost a few turns and no message nears the limit.
    private const int QuestionCharacters = 512 * 1024;
    private const int QuestionCases = 500;

    private static readonly TimeSpan s_answerLimit = TimeSpan.FromMinutes(5);

    // An answer has the members that its record names, no others and none fewer.
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    private readonly StringBuilder _errors = new();
    private readonly char[] _buffer = new char[64 * 1024];
    private Process? _node;
    private int _bufferStart;
    private int _bufferEnd;

    /// <summary>The process's id, while there is one.</summary>
    internal int ProcessId => _node!.Id;

    public Task InitializeAsync()
    {
        if (JudgePackages.SkipReason is not null)
        {
            return Task.CompletedTask;
        }

        JudgePackages.RequireTheLocked();
        _node = Process.Start(new ProcessStartInfo("node", ["judge.mjs"])
        {
            WorkingDirectory = JudgePackages.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = new UTF8Encoding(false, true),
        })!;
        _node.ErrorDataReceived += (_, line) => NoteError(line.Data);
        _node.BeginErrorReadLine();
        return Task.CompletedTask;
    }

    /// <summary>The judge's answers to the cases, in their order.</summary>
    internal async Task<T[]> AskAsync<T>(string operation, IEnumerable<object> cases)
    {
        var answers = new List<T>();
        var batch = new List<string>();
        var length = 0;
        foreach (var text in cases.Select(one => JsonSerializer.Serialize(one, s_options)))
        {
            if (batch.Count == QuestionCases || (batch.Count > 0 && length + text.Length > QuestionCharacters))
            {
                answers.AddRange(await AskOnceAsync<T>(operation, batch));
                batch.Clear();
                length = 0;
            }

            batch.Add(text);
            length += text.Length;
        }

        if (batch.Count > 0)
        {
            answers.AddRange(await AskOnceAsync<T>(operation, batch));
        }

        return [.. answers];
    }

    public async Task DisposeAsync()
    {
        if (_node is not null)
        {
            _node.Kill(entireProcessTree: true);
            await _node.WaitForExitAsync();
            _node.Dispose();
        }
    }

    private async Task<T[]> AskOnceAsync<T>(string operation, List<string> cases)
    {
        var question = $"{{\"operation\":{JsonSerializer.Serialize(operation)},\"cases\":[{string.Join(',', cases)}]}}";
        if (question.Length > MessageCharactersMaximum)
        {
            throw new InvalidOperationException($"A question of {question.Length} characters is longer than {MessageCharactersMaximum}.");
        }

        using var limit = new CancellationTokenSource(s_answerLimit);
        await _node!.StandardInput.WriteAsync((question + "\n").AsMemory(), limit.Token);
        await _node.StandardInput.FlushAsync(limit.Token);
        using var answer = JsonDocument.Parse(await ReadLineAsync(limit.Token));
        if (answer.RootElement.TryGetProperty("failure", out var failure))
        {
            throw new InvalidOperationException($"The judge of {operation} failed: {failure.GetString()}");
        }

        var answers = answer.RootElement.GetProperty("answers").Deserialize<T[]>(s_options)!;
        return answers.Length == cases.Count
            ? answers
            : throw new InvalidOperationException($"{answers.Length} answers to {cases.Count} cases of {operation}.");
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            var end = Array.IndexOf(_buffer, '\n', _bufferStart, _bufferEnd - _bufferStart);
            line.Append(_buffer, _bufferStart, (end < 0 ? _bufferEnd : end) - _bufferStart);
            if (line.Length > MessageCharactersMaximum)
            {
                throw new InvalidOperationException($"An answer longer than {MessageCharactersMaximum} characters.");
            }

            if (end >= 0)
            {
                _bufferStart = end + 1;
                return line.ToString();
            }

            (_bufferStart, _bufferEnd) = (0, await _node!.StandardOutput.ReadAsync(_buffer, cancellationToken));
            if (_bufferEnd == 0)
            {
                throw new InvalidOperationException($"The judge has ended. {Errors}");
            }
        }
    }

    private string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    private void NoteError(string? line)
    {
        lock (_errors)
        {
            if (line is not null && _errors.Length + line.Length < 8_000)
            {
                _errors.AppendLine(line);
            }
        }
    }
}
