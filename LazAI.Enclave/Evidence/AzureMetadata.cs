using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace LazAI.Enclave.Evidence;

/// <summary>
/// Azure's instance metadata service, as far as confidential virtual machines need it: quotes for TDREPORTs and the certificates of an SNP
/// processor (THIM). It is reached without TLS, and nothing that it says is believed: quotes and certificates prove themselves.
/// </summary>
public sealed class AzureMetadata : ITdQuotingService, IDisposable
{
    private const int ResponseBytesMaximum = 256 * 1024;
    private const int AttemptsMaximum = 4;

    private static readonly Uri s_address = new("http://169.254.169.254/");
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(500);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <summary>The service of this machine; no proxy may stand before it.</summary>
    public AzureMetadata(TimeProvider time)
#pragma warning disable CA2000 // The client disposes of its handler.
        : this(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) }, time)
#pragma warning restore CA2000
    {
    }

    internal AzureMetadata(HttpMessageHandler handler, TimeProvider time)
    {
        _time = time;
        _http = new HttpClient(handler)
        {
            BaseAddress = s_address,
            MaxResponseContentBufferSize = ResponseBytesMaximum,
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    public async Task<byte[]> QuoteAsync(ReadOnlyMemory<byte> tdReport, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { report = Base64Url.EncodeToString(tdReport.Span) });
        using var answer = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, "acc/tdquote")
            {
                Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            },
            cancellationToken);
        try
        {
            return Base64Url.DecodeFromChars(Text(answer, "quote").AsSpan().TrimEnd('='));
        }
        catch (FormatException exception)
        {
            throw new EvidenceSourceException("Azure's quoting service gave a quote that is no base64url.", exception);
        }
    }

    /// <summary>The certificates of this machine's SNP processor in PEM: VCEK, then ASK and ARK.</summary>
    /// <exception cref="EvidenceSourceException">They could not be had.</exception>
    public async Task<byte[]> ReadSnpCertificatesAsync(CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Get, "metadata/THIM/amd/certification") { Headers = { { "Metadata", "true" } } },
            cancellationToken);
        return Encoding.UTF8.GetBytes(Text(answer, "vcekCert").TrimEnd('\n') + "\n" + Text(answer, "certificateChain"));
    }

    public void Dispose() => _http.Dispose();

    private static string Text(JsonDocument answer, string name) =>
        answer.RootElement.ValueKind == JsonValueKind.Object && answer.RootElement.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new EvidenceSourceException($"Azure's metadata service answered without {name}.");

    private static bool IsTransient(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests or HttpStatusCode.Gone || (int)status >= 500;

    private async Task<JsonDocument> SendAsync(Func<HttpRequestMessage> compose, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = compose();
            try
            {
                using var response = await _http.SendAsync(request, cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
                }

                if (!IsTransient(response.StatusCode) || attempt == AttemptsMaximum)
                {
                    throw new EvidenceSourceException($"Azure's metadata service answered {request.RequestUri} with {(int)response.StatusCode}.");
                }
            }
            catch (JsonException exception)
            {
                throw new EvidenceSourceException($"Azure's metadata service answered {request.RequestUri} with no JSON.", exception);
            }
            catch (HttpRequestException exception)
            {
                throw new EvidenceSourceException($"Azure's metadata service cannot be asked: {exception.Message}", exception);
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw new EvidenceSourceException("Azure's metadata service had no answer within 30 s.", exception);
            }

            await Task.Delay(s_firstDelay * (1 << (attempt - 1)), _time, cancellationToken);
        }
    }
}
