using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LazAI.Client.Http;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;
using LazAI.Protocol.Receipts;
using LazAI.Protocol.Settlements;

namespace LazAI.Client;

/// <summary>
/// The service's public interface (PROTOCOL §16). Every refusal, and every failure to get an answer, is a
/// <see cref="LazAIException"/>; what may be repeated is repeated before. Safe for any number of threads.
/// </summary>
/// <remarks>The signed requests are made by <see cref="TaskSubmissionBuilder"/> and <see cref="SignedRequests"/>.</remarks>
public sealed class LazAIClient
{
    private readonly HttpTransport _transport;
    private readonly LazAIClientOptions _options;

    /// <summary>A client of the service at the HttpClient's base address, which must end with a slash.</summary>
    public LazAIClient(HttpClient http, LazAIClientOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.BaseAddress is not { } address || !address.AbsolutePath.EndsWith('/'))
        {
            throw new ArgumentException("The HttpClient needs a base address that ends with a slash.", nameof(http));
        }

        _options = options ?? new LazAIClientOptions();
        _transport = new HttpTransport(http, _options, time ?? TimeProvider.System);
    }

    internal HttpTransport Transport => _transport;

    public Task<NetworkStatus> GetStatusAsync(CancellationToken cancellationToken = default) =>
        GetAsync<NetworkStatus>("v1/status", cancellationToken);

    /// <summary>Whether the service says that it is ready for work; false where it is not or does not answer.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var call = new ApiCall(HttpMethod.Get, "v1/health/ready") { SingleAttempt = true };
            await _transport.SendAsync(call, _options.ResponseBytesMaximum, cancellationToken);
            return true;
        }
        catch (LazAIException)
        {
            return false;
        }
    }

    /// <summary>Stores a weight file under its Keccak-256, before a model that names it is registered.</summary>
    /// <returns>That hash.</returns>
    public async Task<Bytes32> PutWeightsAsync(ReadOnlyMemory<byte> weights, CancellationToken cancellationToken = default)
    {
        var hash = Keccak256.Hash(weights.Span);
        var call = new ApiCall(HttpMethod.Put, "v1/weights/" + hash, weights) { ContentType = ApiCall.BytesType };
        await _transport.SendAsync(call, _options.ResponseBytesMaximum, cancellationToken);
        return hash;
    }

    /// <summary>A weight file of at most <paramref name="bytesMaximum"/> bytes. The caller checks what it is.</summary>
    public Task<byte[]> GetWeightsAsync(
        Bytes32 hash, long bytesMaximum = ModelAggregate.WeightsBytesMaximum, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(new ApiCall(HttpMethod.Get, "v1/weights/" + hash), bytesMaximum, cancellationToken);

    public Task<ModelView> RegisterModelAsync(RegisterModelRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return PostSignedAsync<RegisterModelRequest, ModelView>("v1/models", request, request.Signature, cancellationToken);
    }

    public Task<Page<ModelView>> ListModelsAsync(
        string? cursor = null, int? limit = null, CancellationToken cancellationToken = default) =>
        GetAsync<Page<ModelView>>(WithQuery("v1/models", ("cursor", cursor), ("limit", Text(limit))), cancellationToken);

    public Task<ModelView> GetModelAsync(ModelId model, CancellationToken cancellationToken = default) =>
        GetAsync<ModelView>("v1/models/" + model, cancellationToken);

    /// <summary>Hands in 1 to 1,000 tasks; returns once the service has them durably.</summary>
    public Task<TasksAccepted> SubmitTasksAsync(SubmitTasksRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return PostSignedAsync<SubmitTasksRequest, TasksAccepted>("v1/tasks", request, request.Signature, cancellationToken);
    }

    /// <summary>The state of up to 1,000 tasks at once, in the order asked.</summary>
    public Task<Page<TaskSummary>> QueryTasksAsync(QueryTasksRequest request, CancellationToken cancellationToken = default) =>
        PostByContentAsync<QueryTasksRequest, Page<TaskSummary>>("v1/tasks/query", request, cancellationToken);

    public Task<Page<TaskSummary>> ListTasksAsync(
        TaskFilter filter, string? cursor = null, int? limit = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var path = WithQuery(
            "v1/tasks",
            ("submitter", filter.Submitter?.ToString()),
            ("worker", filter.Worker?.ToString()),
            ("model", filter.Model?.ToString()),
            ("status", filter.Status?.ToString()),
            ("mode", ModeName(filter.Mode)),
            ("fromSlot", filter.FromSlot?.ToString()),
            ("untilSlot", filter.UntilSlot?.ToString()),
            ("cursor", cursor),
            ("limit", Text(limit)));
        return GetAsync<Page<TaskSummary>>(path, cancellationToken);
    }

    public Task<TaskView> GetTaskAsync(TaskId task, CancellationToken cancellationToken = default) =>
        GetAsync<TaskView>("v1/tasks/" + task, cancellationToken);

    /// <summary>Why attempts at a task have failed, oldest first.</summary>
    public Task<Page<AttemptFailure>> ListFailuresAsync(TaskId task, CancellationToken cancellationToken = default) =>
        GetAsync<Page<AttemptFailure>>($"v1/tasks/{task}/failures", cancellationToken);

    public Task<Receipt> GetReceiptAsync(TaskId task, CancellationToken cancellationToken = default) =>
        GetAsync<Receipt>($"v1/tasks/{task}/receipt", cancellationToken);

    /// <summary>What a task has cost, earned and forfeited, and why. <see cref="SettlementCheck"/> works it out again.</summary>
    public Task<SettlementExplanation> GetSettlementAsync(TaskId task, CancellationToken cancellationToken = default) =>
        GetAsync<SettlementExplanation>($"v1/tasks/{task}/settlement", cancellationToken);

    /// <summary>Reads every input of an explanation again from where it is said to be, and says of each whether it is the same.</summary>
    public Task<ImmutableArray<SettlementSource>> CompareSourcesAsync(
        SettlementExplanation explanation, CancellationToken cancellationToken = default) =>
        SettlementSources.CompareAsync(this, explanation, cancellationToken);

    public Task<TransferAccepted> TransferAsync(TransferRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return PostSignedAsync<TransferRequest, TransferAccepted>("v1/ledger/transfers", request, request.Signature, cancellationToken);
    }

    /// <summary>Begins to take a part of the signer's stake out.</summary>
    public Task<StakeUnbondings> UnbondAsync(UnbondRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return PostSignedAsync<UnbondRequest, StakeUnbondings>("v1/ledger/unbondings", request, request.Signature, cancellationToken);
    }

    public Task<StakeUnbondings> GetUnbondingsAsync(Address owner, CancellationToken cancellationToken = default) =>
        GetAsync<StakeUnbondings>("v1/ledger/unbondings/" + owner, cancellationToken);

    /// <summary>S1's <c>submitFraudProof</c>: challenges a result; the answer has the outcome.</summary>
    public Task<ChallengeView> SubmitFraudProofAsync(SubmitFraudProofRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return PostSignedAsync<SubmitFraudProofRequest, ChallengeView>(
            "v1/verifier/fraud-proofs", request, request.Signature, cancellationToken);
    }

    /// <summary>S1's <c>submitTEEProof</c>: hands in one result by itself; the answer says whether it is verified or waits for its proof.</summary>
    public Task<ResultValidity> SubmitTeeProofAsync(SubmitTeeProofRequest request, CancellationToken cancellationToken = default) =>
        PostByContentAsync<SubmitTeeProofRequest, ResultValidity>("v1/verifier/tee-proofs", request, cancellationToken);

    /// <summary>S1's <c>submitZKProof</c>: hands in the proof of a result that waits for it.</summary>
    public Task<ResultValidity> SubmitZkProofAsync(SubmitZkProofRequest request, CancellationToken cancellationToken = default) =>
        PostByContentAsync<SubmitZkProofRequest, ResultValidity>("v1/verifier/zk-proofs", request, cancellationToken);

    /// <summary>The zero-knowledge proof of a result, as snarkjs takes it.</summary>
    public Task<TaskProofView> GetProofAsync(TaskId task, CancellationToken cancellationToken = default) =>
        GetAsync<TaskProofView>($"v1/tasks/{task}/proof", cancellationToken);

    /// <summary>S1's <c>verifyResult</c>.</summary>
    public Task<ResultValidity> VerifyResultAsync(TaskId task, CancellationToken cancellationToken = default) =>
        GetAsync<ResultValidity>("v1/verifier/results/" + task, cancellationToken);

    /// <summary>Results that may be challenged, in the order in which they were verified.</summary>
    /// <param name="after">What the answer before has called next; 0 for the beginning.</param>
    public Task<DisputableResults> ListDisputableAsync(long after = 0, int? limit = null, CancellationToken cancellationToken = default) =>
        GetAsync<DisputableResults>(
            WithQuery("v1/verifier/disputable", ("after", after.ToString(CultureInfo.InvariantCulture)), ("limit", Text(limit))), cancellationToken);

    /// <summary>What workers claim to be the results of up to 1,000 tasks, with all that it takes to repeat them but the models.</summary>
    public Task<ClaimedResults> QueryClaimsAsync(QueryTasksRequest request, CancellationToken cancellationToken = default) =>
        _transport.ReadAsync<ClaimedResults>(
            new ApiCall(HttpMethod.Post, "v1/verifier/claims/query", CanonicalJson.Serialize(request)) { IsIdempotentByContent = true },
            cancellationToken);

    public Task<TaskChallenges> GetChallengesAsync(TaskId task, CancellationToken cancellationToken = default) =>
        GetAsync<TaskChallenges>($"v1/tasks/{task}/challenges", cancellationToken);

    /// <summary>Challenges of all tasks, newest first.</summary>
    public Task<Page<ChallengeSummary>> ListChallengesAsync(
        ChallengeOutcome? outcome = null, Address? challenger = null, string? cursor = null, int? limit = null,
        CancellationToken cancellationToken = default) =>
        GetAsync<Page<ChallengeSummary>>(
            WithQuery(
                "v1/challenges", ("status", outcome?.ToString()), ("challenger", challenger?.ToString()), ("cursor", cursor), ("limit", Text(limit))),
            cancellationToken);

    /// <summary>What workers have done wrong, newest first.</summary>
    public Task<Page<OffenceView>> ListOffencesAsync(
        Address? worker = null, string? cursor = null, int? limit = null, CancellationToken cancellationToken = default) =>
        GetAsync<Page<OffenceView>>(
            WithQuery("v1/offences", ("worker", worker?.ToString()), ("cursor", cursor), ("limit", Text(limit))), cancellationToken);

    public Task<OffenceView> GetOffenceAsync(OperationId offence, CancellationToken cancellationToken = default) =>
        GetAsync<OffenceView>("v1/offences/" + offence, cancellationToken);

    /// <summary>The execution trace of an optimistic result, encoded. The caller checks it against the trace root that was signed.</summary>
    public Task<byte[]> GetTraceAsync(TaskId task, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(new ApiCall(HttpMethod.Get, $"v1/tasks/{task}/trace"), _options.ResponseBytesMaximum, cancellationToken);

    public Task<LedgerTotals> GetLedgerAsync(CancellationToken cancellationToken = default) =>
        GetAsync<LedgerTotals>("v1/ledger", cancellationToken);

    public Task<AccountBalance> GetBalanceAsync(LedgerAccount account, CancellationToken cancellationToken = default) =>
        GetAsync<AccountBalance>("v1/ledger/accounts/" + account, cancellationToken);

    /// <summary>What an account held after the event at this position of the log.</summary>
    public Task<AccountBalance> GetBalanceAsync(LedgerAccount account, long position, CancellationToken cancellationToken = default) =>
        GetAsync<AccountBalance>(
            WithQuery("v1/ledger/accounts/" + account, ("position", position.ToString(CultureInfo.InvariantCulture))), cancellationToken);

    /// <summary>Every event of the ledger that has touched an account, newest first.</summary>
    public Task<Page<LedgerEntry>> ListLedgerEntriesAsync(
        LedgerAccount account, string? cursor = null, int? limit = null, CancellationToken cancellationToken = default) =>
        GetAsync<Page<LedgerEntry>>(
            WithQuery($"v1/ledger/accounts/{account}/entries", ("cursor", cursor), ("limit", Text(limit))), cancellationToken);

    public Task<LedgerEventView> GetLedgerEventAsync(long position, CancellationToken cancellationToken = default) =>
        GetAsync<LedgerEventView>(FormattableString.Invariant($"v1/ledger/events/{position}"), cancellationToken);

    public Task<Page<WorkerView>> ListWorkersAsync(
        string? cursor = null, int? limit = null, CancellationToken cancellationToken = default) =>
        GetAsync<Page<WorkerView>>(WithQuery("v1/workers", ("cursor", cursor), ("limit", Text(limit))), cancellationToken);

    public Task<WorkerView> GetWorkerAsync(Address worker, CancellationToken cancellationToken = default) =>
        GetAsync<WorkerView>("v1/workers/" + worker, cancellationToken);

    /// <summary>A session with its evidence, for whoever wants to judge it before trusting it with a secret (<see cref="DataSets.SessionTrust"/>).</summary>
    public Task<WorkerSessionView> GetSessionAsync(Address worker, SessionId session, CancellationToken cancellationToken = default) =>
        GetAsync<WorkerSessionView>($"v1/workers/{worker}/sessions/{session}", cancellationToken);

    /// <summary>Asks for the nonce that the evidence of a worker's next session must bind.</summary>
    public Task<SessionChallenge> RequestChallengeAsync(
        Address worker, IssueChallengeRequest request, CancellationToken cancellationToken = default) =>
        _transport.ReadAsync<SessionChallenge>(
            new ApiCall(HttpMethod.Post, $"v1/workers/{worker}/challenges", CanonicalJson.Serialize(request)) { IsIdempotentByContent = true },
            cancellationToken);

    public Task<Protocol.Workers.WorkerSession> OpenSessionAsync(
        Address worker, OpenSessionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return PostSignedAsync<OpenSessionRequest, Protocol.Workers.WorkerSession>(
            $"v1/workers/{worker}/sessions", request, request.Signature, cancellationToken);
    }

    /// <summary>The live feed, from now on. It ends when the connection does; callers open it again.</summary>
    public IAsyncEnumerable<FeedEvent> ReadFeedAsync(CancellationToken cancellationToken = default) =>
        FeedReader.ReadAsync(_transport, cancellationToken);

    internal Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        _transport.ReadAsync<T>(new ApiCall(HttpMethod.Get, path), cancellationToken);

    private Task<TAnswer> PostByContentAsync<TRequest, TAnswer>(string path, TRequest request, CancellationToken cancellationToken) =>
        _transport.ReadAsync<TAnswer>(
            new ApiCall(HttpMethod.Post, path, CanonicalJson.Serialize(request)) { IsIdempotentByContent = true }, cancellationToken);

    internal Task<TAnswer> PostSignedAsync<TRequest, TAnswer>(
        string path, TRequest request, RecoverableSignature signature, CancellationToken cancellationToken) =>
        _transport.ReadAsync<TAnswer>(Signed(path, request, signature), cancellationToken);

    /// <summary>The same where the answer has no body.</summary>
    internal Task SendSignedAsync<TRequest>(string path, TRequest request, RecoverableSignature signature, CancellationToken cancellationToken) =>
        _transport.SendAsync(Signed(path, request, signature), _options.ResponseBytesMaximum, cancellationToken);

    /// <summary>Posts what the service takes once by its content, so that it may be repeated without a key.</summary>
    internal Task<TAnswer> PostOnceAsync<TRequest, TAnswer>(string path, TRequest request, CancellationToken cancellationToken) =>
        _transport.ReadAsync<TAnswer>(
            new ApiCall(HttpMethod.Post, path, CanonicalJson.Serialize(request)) { IsIdempotentByContent = true }, cancellationToken);

    private static ApiCall Signed<TRequest>(string path, TRequest request, RecoverableSignature signature) =>
        new(HttpMethod.Post, path, CanonicalJson.Serialize(request))
        {
            // The signature binds nonce and content, so its hash names the command: 64 hexadecimal digits.
            IdempotencyKey = Keccak256.Hash(signature.ToArray()).ToString()[2..],
        };

    private static string? ModeName(VerifyMode? mode) => mode is { } value ? JsonSerializer.Serialize(value).Trim('"') : null;

    internal static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    internal static string WithQuery(string path, params ReadOnlySpan<(string Name, string? Value)> members)
    {
        var query = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in members)
        {
            if (value is not null)
            {
                query.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }

        return query.ToString();
    }
}
