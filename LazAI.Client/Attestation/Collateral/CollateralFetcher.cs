using System.Net.Http.Headers;
using LazAI.Attestation;
using LazAI.Client.Http;
using LazAI.Protocol;

namespace LazAI.Client.Attestation.Collateral;

/// <summary>Brings one answer of a service over HTTP and reads it, so that nothing malformed gets any further.</summary>
internal sealed class CollateralFetcher(HttpClient http, CollateralOptions options, TimeProvider time)
{
    /// <summary>A list in hexadecimal digits, or in PEM.</summary>
    public const int ListLengthMaximum = 2 * CertificateRevocationList.LengthMaximum;

    private const int TooManyRequests = 429;

    private readonly HttpTransport _transport = new(http, options.Calls, time);
    private long _refusedAtTicks;

    /// <param name="chainHeaders">Names of the header with the issuer chain; the first one that the answer has counts.</param>
    public async Task<CollateralPart> FetchAsync(
        CollateralKey key, string path, string[] chainHeaders, int lengthMaximum, CancellationToken cancellationToken)
    {
        RequireNotRefused();
        var answer = await GetAsync(path, lengthMaximum, cancellationToken);
        var chain = chainHeaders.Select(name => ValueOf(answer.Headers, name)).FirstOrDefault(value => value is not null) ?? "";
        return CollateralPartReader.TryRead(key, answer.Body, chain, out var part, out var fault)
            ? part with { FetchedAt = time.GetUtcNow() }
            : throw new LazAIException(ClientErrors.ResponseMalformed, $"GET {path} at {http.BaseAddress} gave no {key.Name}: {fault}.");
    }

    private async Task<ApiAnswer> GetAsync(string path, int lengthMaximum, CancellationToken cancellationToken)
    {
        try
        {
            return await _transport.AnswerAsync(new ApiCall(HttpMethod.Get, path), lengthMaximum, cancellationToken);
        }
        catch (LazAIException failure) when (failure.Status == TooManyRequests)
        {
            Volatile.Write(ref _refusedAtTicks, time.GetUtcNow().UtcTicks);
            throw;
        }
    }

    /// <summary>A service that goes on refusing after all tries is left alone for a while, whatever is wanted of it: more calls make it worse.</summary>
    private void RequireNotRefused()
    {
        var refusedAt = Volatile.Read(ref _refusedAtTicks);
        if (refusedAt != 0 && time.GetUtcNow().UtcTicks - refusedAt < options.PauseAfterFailure.Ticks)
        {
            throw new LazAIException(
                new ErrorCode("http/429"), $"{http.BaseAddress} has had too many calls; it is not asked for {options.PauseAfterFailure.TotalMinutes:0.#} minutes.")
            {
                Status = TooManyRequests,
                IsTransient = true,
            };
        }
    }

    private static string? ValueOf(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? string.Concat(values) : null;
}
