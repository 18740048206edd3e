using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using LazAI.Client;
using LazAI.Enclave.Hosting;

namespace LazAI.Enclave.PassThrough;

/// <summary>
/// The model server of this enclave, which speaks the OpenAI API. Only on loopback: what leaves the enclave is no longer attested. Size and time of an answer are limited; a server that does not listen or is busy is asked a few
/// times.
/// </summary>
internal sealed class ModelServer : IDisposable
{
    private const int AnswerBytesMaximum = 1024 * 1024;
    private const int AttemptsMaximum = 5;

    private static readonly ExponentialBackoff s_backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2));

    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly HttpClient? _client;
    private readonly SemaphoreSlim _calls;

    public ModelServer(WorkerOptions options, TimeProvider time)
    {
        (_time, _timeout, _calls) = (time, options.ModelServerTimeout, new SemaphoreSlim(options.ModelServerParallelism));
        if (TryParseAddress(options.ModelServer, out var address))
        {
#pragma warning disable CA2000 // The client owns the handler.
            _client = new HttpClient(new SocketsHttpHandler
            {
                // Nothing leads away from loopback: no proxy of the environment, no redirection.
                UseProxy = false,
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(5),
            })
            {
                BaseAddress = address,
                Timeout = Timeout.InfiniteTimeSpan,
                MaxResponseContentBufferSize = AnswerBytesMaximum,
            };
#pragma warning restore CA2000
        }
    }

    /// <summary>Whether this worker has one.</summary>
    public bool IsPresent => _client is not null;

    /// <summary>An address by number on loopback: a name could be made to lead elsewhere.</summary>
    public static bool TryParseAddress(string text, [NotNullWhen(true)] out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address) && address.Scheme == Uri.UriSchemeHttp && address.PathAndQuery == "/"
        && address.UserInfo.Length == 0 && address.Fragment.Length == 0
        && IPAddress.TryParse(address.DnsSafeHost, out var host) && IPAddress.IsLoopback(host);

    /// <summary>What the server answers to a call, or why it gives no answer.</summary>
    public async Task<(byte[]? Answer, string Refusal)> AskAsync(string endpoint, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (_client is null)
        {
            return (null, "This worker has no model server.");
        }

        await _calls.WaitAsync(cancellationToken);
        using var limit = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var fault = "it does not answer";
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var (answer, again) = (default(byte[]), false);
                (answer, fault, again) = await TryAskAsync(endpoint, body, either.Token);
                if (answer is not null || !again || attempt == AttemptsMaximum)
                {
                    return (answer, answer is null ? $"The model server gives no answer: {fault}." : "");
                }

                await Task.Delay(s_backoff.Draw(attempt), _time, either.Token);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (null, $"The model server gives no answer within {_timeout.TotalSeconds} s: {fault}.");
        }
        finally
        {
            _calls.Release();
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        _calls.Dispose();
    }

    private async Task<(byte[]? Answer, string Fault, bool Again)> TryAskAsync(string endpoint, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var response = await _client!.PostAsync(new Uri(endpoint, UriKind.Relative), content, cancellationToken);
            return response.IsSuccessStatusCode
                ? (await response.Content.ReadAsByteArrayAsync(cancellationToken), "", false)
                : (null, $"HTTP {(int)response.StatusCode}", response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests);
        }
        catch (HttpRequestException exception)
        {
            // Before a connection stands nothing has been computed; afterwards asking again would only take as long once more.
            return exception.HttpRequestError switch
            {
                HttpRequestError.ConnectionError or HttpRequestError.Unknown when exception.InnerException is SocketException =>
                    (null, "nothing listens at its address", true),
                HttpRequestError.ConfigurationLimitExceeded => (null, $"it has more than {AnswerBytesMaximum} bytes", false),
                var error => (null, $"{error}", false),
            };
        }
    }
}
