using LazAI.Cryptography;
using LazAI.Protocol.Api;

namespace LazAI.Client.Challengers;

/// <summary>The part of the service's interface that is about challengers: who stands, who is in office, what is their duty. Safe for any number
/// of threads.</summary>
/// <remarks>The signed orders are made by <see cref="ChallengerOrders"/>.</remarks>
public sealed class ChallengerClient
{
    private readonly LazAIClient _client;

    public ChallengerClient(LazAIClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
    }

    public Task<ChallengerView> ApplyAsync(ApplyAsChallengerRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _client.PostSignedAsync<ApplyAsChallengerRequest, ChallengerView>(
            "v1/challengers/applications", request, request.Signature, cancellationToken);
    }

    public Task<ChallengerView> WithdrawAsync(WithdrawChallengerRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _client.PostSignedAsync<WithdrawChallengerRequest, ChallengerView>(
            "v1/challengers/withdrawals", request, request.Signature, cancellationToken);
    }

    /// <summary>Has an election or a dismissal carried out.</summary>
    public Task<ChallengerView> DecideAsync(DecideElectionRequest request, CancellationToken cancellationToken = default) =>
        _client.PostOnceAsync<DecideElectionRequest, ChallengerView>("v1/challengers/elections", request, cancellationToken);

    /// <summary>Hands in a report of 1 to 1,000 checked results; repeating the newest one changes nothing.</summary>
    public Task<ChallengerView> ReportAsync(ReportChecksRequest request, CancellationToken cancellationToken = default) =>
        _client.PostOnceAsync<ReportChecksRequest, ChallengerView>("v1/challengers/reports", request, cancellationToken);

    /// <summary>All challengers, and the panel that duties are drawn from.</summary>
    public Task<ChallengerRegistryView> ListAsync(CancellationToken cancellationToken = default) =>
        _client.GetAsync<ChallengerRegistryView>("v1/challengers", cancellationToken);

    public Task<ChallengerView> GetAsync(Address challenger, CancellationToken cancellationToken = default) =>
        _client.GetAsync<ChallengerView>("v1/challengers/" + challenger, cancellationToken);

    /// <summary>What the challenger has to check, the most urgent first. What is reported as checked is no longer among it.</summary>
    /// <param name="limit">At most so many, 1 to 1,000; 1,000 where absent.</param>
    public Task<ChallengerDuties> GetDutiesAsync(Address challenger, int? limit = null, CancellationToken cancellationToken = default) =>
        _client.GetAsync<ChallengerDuties>(
            LazAIClient.WithQuery($"v1/challengers/{challenger}/duties", ("limit", LazAIClient.Text(limit))), cancellationToken);
}
