using System.Net.Http.Headers;
using LazAI.Attestation;
using LazAI.Client.Http;

namespace LazAI.Client.Attestation.Collateral;

/// <summary>Brings one answer of a service over HTTP and reads it, so that nothing malformed gets any further.</summary>
internal sealed class CollateralFetcher(HttpClient http, CollateralOptions options, TimeProvider time)
{
    /// <summary>A list in hexadecimal digits, or in PEM.</summary>
    public const int ListLengthMaximum = 2 * CertificateRevocationList.LengthMaximum;

    private readonly HttpTransport _transport = new(http, options.Calls, time);

    /// <param name="chainHeaders">Names of the header with the issuer chain; the first one that the answer has counts.</param>
    public async Task<CollateralPart> FetchAsync(
        CollateralKey key, string path, string[] chainHeaders, int lengthMaximum, CancellationToken cancellationToken)
    {
        var answer = await _transport.AnswerAsync(new ApiCall(HttpMethod.Get, path), lengthMaximum, cancellationToken);
        var chain = chainHeaders.Select(name => ValueOf(answer.Headers, name)).FirstOrDefault(value => value is not null) ?? "";
        return CollateralPartReader.TryRead(key, answer.Body, chain, out var part, out var fault)
            ? part with { FetchedAt = time.GetUtcNow() }
            : throw new LazAIException(ClientErrors.ResponseMalformed, $"GET {path} at {http.BaseAddress} gave no {key.Name}: {fault}.");
    }

    private static string? ValueOf(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? string.Concat(values) : null;
}
