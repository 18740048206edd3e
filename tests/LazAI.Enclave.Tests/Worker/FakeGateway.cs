using System.Collections.Immutable;
using System.Globalization;
using LazAI.Attestation;
using LazAI.Attestation.Development;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Workers;
using LazAI.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LazAI.Enclave.Tests.Worker;

/// <summary>
/// The worker's side of a gateway in this process, over real HTTP: it checks evidence, tokens, signatures and commitments as the real
/// one does, keeps its state through crashes, and can be told to misbehave.
/// </summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    public const ulong ChainId = 31_337;

    private static readonly Eip712Domain s_domain = new(ChainId);

    private readonly WatchedState _state;
    private readonly FlakyServer _server;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _genesis;
    private readonly DcapQuoteVerifier _quotes;
    private readonly RegisteredModel _model;
    private readonly byte[] _weights;
    private readonly Dictionary<Bytes32, bool> _challenges = [];
    private readonly List<FakeSession> _sessions = [];

    public FakeGateway(TimeProvider time, DevelopmentRoot root, ModelDescription model, byte[] weights, ProtocolRules rules)
    {
        _state = new WatchedState(Describe);
        _server = new FlakyServer(Map, CountCall, _state.Fail);
        _time = time;
        _genesis = time.GetUtcNow();
        _quotes = new DcapQuoteVerifier([root.TrustedRoot]);
        _model = new RegisteredModel(model);
        _weights = weights;
        Rules = rules;
    }

    public ProtocolRules Rules { get; }

    public Uri Address => _server.Address;

    public ModelId ModelId => _model.Id;

    public Slot Now => new((long)((_time.GetUtcNow() - _genesis).TotalMilliseconds / Rules.SlotMilliseconds));

    /// <inheritdoc cref="FlakyServer.CutBefore"/>
    public Func<string, int, bool> CutBefore { get => _server.CutBefore; set => _server.CutBefore = value; }

    /// <inheritdoc cref="FlakyServer.CutAfter"/>
    public Func<string, int, bool> CutAfter { get => _server.CutAfter; set => _server.CutAfter = value; }

    public IReadOnlyList<FakeSession> Sessions => Read(() => _sessions.ToArray());

    /// <summary>Accepted results by task.</summary>
    public Dictionary<TaskId, SubmittedResult> Accepted { get; } = [];

    /// <summary>Results that were not accepted.</summary>
    public List<ResultOutcome> Refused { get; } = [];

    public List<DeclineRequest> Declined { get; } = [];

    public List<HeartbeatRequest> Heartbeats { get; } = [];

    /// <summary>How often each call was made.</summary>
    public Dictionary<string, int> Calls { get; } = [];

    /// <summary>Results that came in batches which were not repetitions.</summary>
    public int ResultsTaken { get; private set; }

    /// <summary>Polls for work that have begun to wait.</summary>
    public int PollsWaiting { get; private set; }

    /// <summary>What <c>GET /ipfs/…</c> gives, by path.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>Most tasks that were at one moment handed out and neither answered nor declined.</summary>
    public int OutstandingMaximum { get; private set; }

    public T Read<T>(Func<T> read) => _state.Enter(read);

    public Task StartAsync() => _server.StartAsync();

    /// <summary>Cuts every connection and listens no more; what was accepted stays, what was offered is offered again after a restart.</summary>
    public async Task CrashAsync()
    {
        await _server.CrashAsync();
        _state.Enter(() =>
        {
            foreach (var session in _sessions)
            {
                session.OfferAgain([]);
            }
        });
    }

    /// <summary>Puts tasks before the newest open session.</summary>
    public void Offer(IEnumerable<WorkItem> items, FakeSession? session = null) =>
        _state.Change(() => (session ?? _sessions.Last(open => !open.IsClosed)).Offer(items));

    public WorkItem Task(ulong nonce, byte[] input, string parameters = "{}", SessionId recipient = default, string? location = null, Bytes32? dataHash = null)
    {
        var request = new TaskRequest(
            Cryptography.Address.Zero, nonce, _model.Id, dataHash ?? Keccak256.Hash(input), location ?? TaskRequest.Inline,
            Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(parameters)), VerifyMode.Tee, Amount.FromTokens(1), Now + 1_000, recipient);
        return new WorkItem(request.ComputeTaskId(), 1, request, parameters, location is null ? input : null, Now + Rules.LeaseSlots);
    }

    /// <inheritdoc cref="WatchedState.WhenAsync"/>
    public Task WhenAsync(Func<bool> condition) => _state.WhenAsync(condition);

    /// <summary>
    /// As <see cref="WhenAsync(Func{bool})"/>, moving the clock by a poll's wait each time that every session waits again. A session that waits for the clock
    /// itself, to try again what has failed, does not poll: the clock moves after a second without polls, too.
    /// </summary>
    public async Task WhenAsync(ManualTime time, Func<bool> condition)
    {
        for (var stalls = 0; !Read(condition);)
        {
            var polls = Read(() => PollsWaiting);
            time.Advance(TimeSpan.FromSeconds(2));
            if (!await _state.TryWhenAsync(
                () => PollsWaiting >= polls + _sessions.Count(open => !open.IsClosed && Now < open.Until) || condition(), TimeSpan.FromSeconds(1)))
            {
                Assert.True(++stalls < 60, Describe());
            }
        }
    }

    /// <summary>Brings a session's end forward, as after a TCB recovery.</summary>
    public void Shorten(FakeSession session, Slot until) => _state.Enter(() => session.Until = until);

    public void Forget(FakeSession session) => _state.Enter(() => session.IsClosed = true);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private string Describe() =>
        $"In slot {Now.Number}, {PollsWaiting} polls, sessions until "
        + string.Join(", ", _sessions.Select(open => $"{open.Until.Number}{(open.IsClosed ? " (closed)" : "")}"))
        + $", calls {string.Join(", ", Calls.Select(call => $"{call.Key}: {call.Value}"))}.";

    private int CountCall(string call) => Read(() => Calls[call] = Calls.GetValueOrDefault(call) + 1);

    private void Map(WebApplication app)
    {
        app.MapGet("/v1/status", () => Results.Json(
            new NetworkStatus(ChainId, Bytes32.Zero, _genesis.ToUnixTimeSeconds(), Now, Rules, "fake", "fake")));
        app.MapGet("/v1/models/{id}", (string id) => id == _model.Id.ToString()
            ? Results.Json(new ModelView(_model.Id, _model.Description, new Slot(0)))
            : Refuse(404, ModelErrors.NotFound));
        app.MapGet("/v1/weights/{hash}", (string hash) => hash == _model.Description.WeightsHash.ToString()
            ? Results.Bytes(_weights)
            : Refuse(404, new ErrorCode("weights/not-found")));
        app.MapGet("/ipfs/{*path}", (string path) => Files.TryGetValue(path, out var content) ? Results.Bytes(content) : Results.NotFound());
        app.MapPost("/v1/workers/{address}/challenges", () => _state.Change(() =>
        {
            var nonce = new Bytes32(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
            _challenges[nonce] = true;
            return Results.Json(new SessionChallenge(nonce, Now + Rules.ChallengeSlots));
        }));
        app.MapPost("/v1/workers/{address}/sessions", (string address, HttpContext context) => Body<OpenSessionRequest>(
            context, request => Open(Cryptography.Address.Parse(address), request)));
        app.MapGet("/v1/workers/{address}/work", TakeWorkAsync);
        app.MapPost("/v1/workers/{address}/heartbeats", (string address, HttpContext context) => Body<HeartbeatRequest>(context, request => Beat(context, request)));
        app.MapPost("/v1/workers/{address}/results", (string address, HttpContext context) => Body<SubmitResultsRequest>(context, request => Take(context, request)));
        app.MapPost("/v1/workers/{address}/declines", (string address, HttpContext context) => Body<DeclineRequest>(context, request => WithSession(context, session =>
        {
            session.Withdraw(request.TaskId);
            Declined.Add(request);
            return Results.NoContent();
        })));
        app.MapDelete("/v1/workers/{address}/sessions/{session}", (HttpContext context) => _state.Change(() => WithSession(context, session =>
        {
            session.IsClosed = true;
            return Results.NoContent();
        })));
    }

    private IResult Open(Address worker, OpenSessionRequest request)
    {
        Assert.True(_challenges.Remove(request.Challenge), "The nonce was given out once.");
        Assert.True(Secp256k1PublicKey.TryParse(Convert.FromHexString(request.SigningPublicKey[2..]), out var signing));
        Assert.True(Secp256k1PublicKey.TryParse(Convert.FromHexString(request.EncryptionPublicKey[2..]), out var encryption));
        Assert.True(SessionBinding.TryCreate(
            worker, signing.ToCompressed(), encryption.ToCompressed(), request.Challenge, request.Timestamp, out var binding));
        var verified = Assert.IsType<DcapQuoteVerified>(_quotes.Verify(request.Evidence, null, _time.GetUtcNow()));
        Assert.Equal(binding.ReportData, verified.ReportData);

        var id = new SessionId(new Bytes32(binding.ReportData.AsSpan()[..32]));
        var registration = new SessionRegistration(worker, id, (uint)request.Capacity, request.Nonce, request.DeadlineSlot);
        Assert.True(request.Signature.TryRecoverAddress(s_domain.Digest(registration.StructHash()), out var signer) && signer == worker);
        Assert.InRange(request.DeadlineSlot.Number, Now.Number + 1, Now.Number + Rules.CommandDeadlineSlotsMaximum);

        var facts = EvidenceFacts.Of(verified, Keccak256.Hash(request.Evidence.Span)).Unbound();
        var session = new WorkerSession(
            id, signing.ToAddress(), request.SigningPublicKey, request.EncryptionPublicKey, request.Challenge, request.Timestamp, facts,
            request.Capacity, Now, Now + Rules.SessionSlotsMaximum, (ulong)_time.GetUtcNow().ToUnixTimeSeconds());
        _sessions.Add(new FakeSession(session, worker));
        return Results.Json(session, statusCode: StatusCodes.Status201Created);
    }

    private async Task<IResult> TakeWorkAsync(HttpContext context, int max, int waitSeconds)
    {
        using var wait = new CancellationTokenSource(TimeSpan.FromSeconds(waitSeconds), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(wait.Token, context.RequestAborted);
        var waits = false;
        while (true)
        {
            var (answer, changed) = Read(() =>
            {
                var taken = WithSession(context, session =>
                {
                    var items = session.Take(max);
                    OutstandingMaximum = Math.Max(OutstandingMaximum, _sessions.Where(open => !open.IsClosed).Sum(open => open.Outstanding));
                    return items.IsEmpty && !either.IsCancellationRequested ? Results.Empty : Results.Json(new WorkBatch(items));
                });
                if (taken == Results.Empty && !waits)
                {
                    waits = true;
                    _state.Change(() => PollsWaiting++);
                }

                return (taken, _state.NextChange);
            });
            if (answer != Results.Empty)
            {
                return answer;
            }

            await changed.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private IResult Beat(HttpContext context, HeartbeatRequest request) => WithSession(context, session =>
    {
        Heartbeats.Add(request);
        session.OfferAgain(request.Held);
        return Results.Json(new HeartbeatAnswer(Now, [.. request.Held.Where(held => !session.Holds(held))], session.Until));
    });

    private IResult Take(HttpContext context, SubmitResultsRequest request) => WithSession(context, session =>
    {
        Assert.Equal(session.Session.Id, request.Session);
        Assert.True(
            VerifiedResultBatch.TryVerify(
                s_domain, session.Worker, request.Session, session.Session.SigningKey, request.Results, request.Signature, Rules,
                out var verified, out var refusal),
            refusal?.Detail);
        if (session.LastBatch is { } last && verified!.Batch.FirstSequence < last.FirstSequence + last.Count)
        {
            var same = verified.Batch.FirstSequence == last.FirstSequence && verified.Batch.ResultsRoot == last.ResultsRoot;
            if (!same)
            {
                return Refuse(409, WorkerErrors.SequenceReplayed);
            }
        }

        ResultsTaken += session.LastBatch?.FirstSequence == verified!.Batch.FirstSequence ? 0 : request.Results.Length;
        session.LastBatch = verified.Batch;
        return Results.Json(new ResultsAnswer([.. request.Results.Select(result => Judge(session, result))]));
    });

    private ResultOutcome Judge(FakeSession session, SubmittedResult submitted)
    {
        var taskId = submitted.Result.TaskId;
        if (Accepted.TryGetValue(taskId, out var known))
        {
            return known.Result == submitted.Result ? new ResultOutcome(taskId, true, null, null) : Reject(taskId, ComputeTaskErrors.AlreadyExecuted);
        }

        if (!session.Holds(taskId))
        {
            return Reject(taskId, ComputeTaskErrors.WrongSession);
        }

        var item = session.Withdraw(taskId)!;
        Assert.Equal(Keccak256.Hash(submitted.Output.Span), submitted.Result.ResultHash);
        Assert.Equal(
            ResultCheck.ExpectedObjective(
                item.Request, _model, submitted.Result.ResultHash, (ulong)submitted.Output.Length, item.Input),
            submitted.Result.Objective);
        Accepted.Add(taskId, submitted);
        return new ResultOutcome(taskId, true, null, null);
    }

    private ResultOutcome Reject(TaskId taskId, ErrorCode code)
    {
        var outcome = new ResultOutcome(taskId, false, code, code.Value);
        Refused.Add(outcome);
        return outcome;
    }

    private IResult WithSession(HttpContext context, Func<FakeSession, IResult> act)
    {
        var header = context.Request.Headers.Authorization.Single()!;
        Assert.StartsWith(SessionAccess.Scheme + " ", header, StringComparison.Ordinal);
        var parts = header[(SessionAccess.Scheme.Length + 1)..].Split('.');
        var id = new SessionId(Bytes32.Parse(parts[0]));
        var access = new SessionAccess(id, new Slot(long.Parse(parts[1], CultureInfo.InvariantCulture)));
        var session = _sessions.SingleOrDefault(open => open.Session.Id == id && !open.IsClosed);
        if (session is null)
        {
            return Refuse(403, WorkerErrors.SessionUnknown);
        }

        Assert.True(RecoverableSignature.TryParse(parts[2], out var signature));
        Assert.True(signature.TryRecoverAddress(s_domain.Digest(access.StructHash()), out var signer) && signer == session.Session.SigningKey);
        return session.Until < Now ? Refuse(403, WorkerErrors.SessionExpired)
            : access.Until < Now ? Refuse(401, new ErrorCode("request/session-access-invalid"))
            : act(session);
    }

    private async Task<IResult> Body<T>(HttpContext context, Func<T, IResult> act)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var request = CanonicalJson.Deserialize<T>(body.ToArray());
        return _state.Change(() => act(request));
    }

    private static IResult Refuse(int status, ErrorCode code) => Results.Json(
        new { type = "about:blank", title = "Refused", status, detail = "Refused.", code = code.Value, traceId = "0" },
        contentType: "application/problem+json",
        statusCode: status);
}
