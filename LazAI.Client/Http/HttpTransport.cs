using System.Net.Http.Headers;
using System.Text.Json;

namespace LazAI.Client.Http;

/// <summary>Brings calls to the service: repeats what may be repeated, limits what comes back, turns failures into <see cref="LazAIException"/>.</summary>
internal sealed class HttpTransport(HttpClient http, LazAIClientOptions options, TimeProvider time)
{
    private readonly RetrySchedule _retries = new(options, time);

    public async Task<T> ReadAsync<T>(ApiCall call, CancellationToken cancellationToken)
    {
        var bytes = await SendAsync(call, options.ResponseBytesMaximum, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize<T>(bytes.AsSpan(), WireJson.Lenient)
                ?? throw new LazAIException(ClientErrors.ResponseMalformed, $"{call.Method} {call.Path} answered with null.");
        }
        catch (JsonException exception)
        {
            throw new LazAIException(
                ClientErrors.ResponseMalformed, $"The answer to {call.Method} {call.Path} is not as expected: {exception.Message}", exception);
        }
    }

    /// <summary>The body of a successful answer.</summary>
    public async Task<byte[]> SendAsync(ApiCall call, long responseBytesMaximum, CancellationToken cancellationToken) =>
        (await AnswerAsync(call, responseBytesMaximum, cancellationToken)).Body;

    /// <summary>The body of a successful answer, with its headers.</summary>
    public async Task<ApiAnswer> AnswerAsync(ApiCall call, long responseBytesMaximum, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        await using var slow = WatchFor(call);
        for (var attempt = 1; ; attempt++)
        {
            var (answer, failure, retryAfter) = await TryOnceAsync(call, PatienceAfter(time.GetElapsedTime(started)), responseBytesMaximum, cancellationToken);
            if (failure is null)
            {
                return answer!;
            }

            if (!failure.IsTransient || !call.IsRepeatable || _retries.DelayAfter(attempt, retryAfter) is not { } delay
                || time.GetElapsedTime(started) + delay >= options.CallTimeout)
            {
                throw failure;
            }

            await Task.Delay(delay, time, cancellationToken);
        }
    }

    /// <summary>Opens an answer that has no end, such as a feed; the caller disposes of it. Not repeated.</summary>
    public async Task<HttpResponseMessage> OpenAsync(ApiCall call, CancellationToken cancellationToken)
    {
        using var message = call.ToMessage();
        try
        {
            var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw await ProblemReader.ReadAsync(response, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw Unreachable(call, exception);
        }
    }

    private async Task<(ApiAnswer? Answer, LazAIException? Failure, RetryConditionHeaderValue? RetryAfter)> TryOnceAsync(
        ApiCall call, TimeSpan patience, long responseBytesMaximum, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(patience + call.Wait, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var message = call.ToMessage();
        try
        {
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, linked.Token);
            return response.IsSuccessStatusCode
                ? (new ApiAnswer(await LimitedBody.ReadAsync(response.Content, responseBytesMaximum, linked.Token), response.Headers), null, null)
                : (null, await ProblemReader.ReadAsync(response, linked.Token), response.Headers.RetryAfter);
        }
        catch (LazAIException exception)
        {
            return (null, exception, null);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (null, Unreachable(call, exception), null);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, TimedOut(call, patience, exception), null);
        }
    }

    /// <summary>Tells of the call if it goes on for long.</summary>
    private ITimer? WatchFor(ApiCall call) => options.OnSlowCall is { } tell
        ? time.CreateTimer(
            _ => tell($"{call.Method} {call.Path} has no answer from {http.BaseAddress} yet"),
            null,
            options.SlowCallAfter + call.Wait,
            Timeout.InfiniteTimeSpan)
        : null;

    /// <summary>How long the next try may take.</summary>
    private TimeSpan PatienceAfter(TimeSpan elapsed)
    {
        var left = (options.CallTimeout ?? TimeSpan.MaxValue) - elapsed;
        return left < options.AttemptTimeout ? TimeSpan.FromTicks(Math.Max(left.Ticks, TimeSpan.TicksPerMillisecond)) : options.AttemptTimeout;
    }

    private LazAIException Unreachable(ApiCall call, Exception exception) => new(
        ClientErrors.Unreachable, $"{call.Method} {call.Path} did not reach {http.BaseAddress}: {exception.Message}", exception)
    {
        IsTransient = true,
    };

    private LazAIException TimedOut(ApiCall call, TimeSpan patience, Exception exception) => new(
        ClientErrors.TimedOut,
        FormattableString.Invariant($"{call.Method} {call.Path} had no answer from {http.BaseAddress} within {patience.TotalSeconds:0.#} s."),
        exception)
    {
        IsTransient = true,
    };
}
