using System.Collections.Immutable;
using System.Globalization;
using System.Net;
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
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LazAI.Enclave.Tests.Worker;

/// <summary>
/// The worker's side of a gateway in this process, over real HTTP: it checks evidence, tokens, signatures and commitments as the real
/// one does, keeps its state through crashes, and can be told to misbehave.
/// </summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    public const ulong ChainId = 31_337;

    private static readonly Eip712Domain s_domain = new(ChainId);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _genesis;
    private readonly TdxQuoteVerifier _quotes;
    private readonly RegisteredModel _model;
    private readonly byte[] _weights;
    private readonly Dictionary<Bytes32, bool> _challenges = [];
    private readonly List<FakeSession> _sessions = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _fault;
    private WebApplication? _app;
    private int _port;

    public FakeGateway(TimeProvider time, DevelopmentRoot root, ModelDescription model, byte[] weights, ProtocolRules rules)
    {
        _time = time;
        _genesis = time.GetUtcNow();
        _quotes = new TdxQuoteVerifier([root.TrustedRoot]);
        _model = new RegisteredModel(model);
        _weights = weights;
        Rules = rules;
    }

    public ProtocolRules Rules { get; }

    public Uri Address => new($"http://127.0.0.1:{_port}/");

    public ModelId ModelId => _model.Id;

    public Slot Now => new((long)((_time.GetUtcNow() - _genesis).TotalMilliseconds / Rules.SlotMilliseconds));

    /// <summary>Asked before each call with method, path and how often it was made; true cuts the connection instead of answering.</summary>
    public Func<string, int, bool> CutBefore { get; set; } = (_, _) => false;

    /// <summary>As <see cref="CutBefore"/>, but after the call has taken effect: its answer is lost.</summary>
    public Func<string, int, bool> CutAfter { get; set; } = (_, _) => false;

    public IReadOnlyList<FakeSession> Sessions => Read(() => _sessions.ToArray());

    /// <summary>Accepted results by task.</summary>
    public Dictionary<TaskId, SubmittedResult> Accepted { get; } = [];

    /// <summary>Results that were not accepted.</summary>
    public List<ResultOutcome> Refused { get; } = [];

    public List<DeclineRequest> Declined { get; } = [];

    public List<HeartbeatRequest> Heartbeats { get; } = [];

    public Dictionary<string, int> Calls { get; } = [];

    /// <summary>Results that came in batches which were not repetitions.</summary>
    public int ResultsTaken { get; private set; }

    /// <summary>Polls for work that have begun to wait.</summary>
    public int PollsWaiting { get; private set; }

    /// <summary>What <c>GET /ipfs/…</c> gives, by path.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>Most tasks that were at one moment handed out and neither answered nor declined.</summary>
    public int OutstandingMaximum { get; private set; }

    public T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port));
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull;
            CanonicalJson.AddConverters(options.SerializerOptions);
        });
        _app = builder.Build();
        _app.Use(MisbehaveAsync);
        Map(_app);
        await _app.StartAsync();
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _port = new Uri(address).Port;
    }

    /// <summary>Cuts every connection and listens no more; what was accepted stays, what was offered is offered again after a restart.</summary>
    public async Task CrashAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app!.StopAsync(now.Token);
        await _app.DisposeAsync();
        lock (_gate)
        {
            foreach (var session in _sessions)
            {
                session.OfferAgain([]);
            }
        }
    }

    /// <summary>Puts tasks before the newest open session.</summary>
    public void Offer(IEnumerable<WorkItem> items, FakeSession? session = null)
    {
        lock (_gate)
        {
            (session ?? _sessions.Last(open => !open.IsClosed)).Offer(items);
            Changed();
        }
    }

    public WorkItem Task(ulong nonce, byte[] input, string parameters = "{}", SessionId recipient = default, string? location = null, Bytes32? dataHash = null)
    {
        var request = new TaskRequest(
            Cryptography.Address.Zero, nonce, _model.Id, dataHash ?? Keccak256.Hash(input), location ?? TaskRequest.Inline,
            Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(parameters)), VerifyMode.Tee, Amount.FromTokens(1), Now + 1_000, recipient);
        return new WorkItem(request.ComputeTaskId(), 1, request, parameters, location is null ? input : null, Now + Rules.LeaseSlots);
    }

    /// <summary>Returns once the condition holds; it is looked at after every change. The patience only ends a test that hangs.</summary>
    public async Task WhenAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_fault is not null)
                {
                    throw new InvalidOperationException("The worker did what it must not.", _fault);
                }

                if (condition())
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException(Read(() =>
                    $"In slot {Now.Number}, {PollsWaiting} polls, sessions until "
                    + string.Join(", ", _sessions.Select(open => $"{open.Session.Until.Number}{(open.IsClosed ? " (closed)" : "")}"))
                    + $", calls {string.Join(", ", Calls.Select(call => $"{call.Key}: {call.Value}"))}."));
            }
        }
    }

    /// <summary>As <see cref="WhenAsync(Func{bool})"/>, moving the clock by a poll's wait each time that every session waits again.</summary>
    public async Task WhenAsync(ManualTime time, Func<bool> condition)
    {
        while (!Read(condition))
        {
            var polls = Read(() => PollsWaiting);
            time.Advance(TimeSpan.FromSeconds(2));
            await WhenAsync(() => PollsWaiting >= polls + _sessions.Count(open => !open.IsClosed && Now < open.Session.Until) || condition());
        }
    }

    public void Forget(FakeSession session)
    {
        lock (_gate)
        {
            session.IsClosed = true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await _app.StopAsync(now.Token);
            await _app.DisposeAsync();
        }
    }

    private async Task MisbehaveAsync(HttpContext context, Func<Task> next)
    {
        var path = context.Request.Path.Value!;
        var call = $"{context.Request.Method} {path[(path.LastIndexOf('/') + 1)..]}";
        var count = Read(() => Calls[call] = Calls.GetValueOrDefault(call) + 1);
        if (CutBefore(call, count))
        {
            context.Abort();
            return;
        }

        try
        {
            await next();
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or IOException))
        {
            lock (_gate)
            {
                _fault ??= exception;
                Changed();
            }

            throw;
        }

        if (CutAfter(call, count))
        {
            context.Abort();
        }
    }

    private void Map(WebApplication app)
    {
        app.MapGet("/v1/status", () => Results.Json(
            new NetworkStatus(ChainId, Bytes32.Zero, _genesis.ToUnixTimeSeconds(), Now, Rules, "fake", "fake")));
        app.MapGet("/v1/models/{id}", (string id) => id == _model.Id.ToString()
            ? Results.Json(new ModelView(_model.Id, _model.Description, new Slot(0)))
            : Refuse(404, ModelErrors.NotFound));
        app.MapGet("/v1/weights/{hash}", (string hash) => hash == _model.Description.WeightsHash.ToString()
            ? Results.Bytes(_weights)
            : Refuse(404, ModelErrors.WeightsMissing));
        app.MapGet("/ipfs/{*path}", (string path) => Files.TryGetValue(path, out var content) ? Results.Bytes(content) : Results.NotFound());
        app.MapPost("/v1/workers/{address}/challenges", () => Locked(() =>
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
        app.MapDelete("/v1/workers/{address}/sessions/{session}", (HttpContext context) => Locked(() => WithSession(context, session =>
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
        var verified = Assert.IsType<EvidenceVerified>(_quotes.Verify(request.Evidence, _time.GetUtcNow()));
        Assert.Equal(binding.ReportData, verified.ReportData);

        var id = new SessionId(new Bytes32(binding.ReportData.AsSpan()[..32]));
        var registration = new SessionRegistration(worker, id, (uint)request.Capacity, request.Nonce, request.DeadlineSlot);
        Assert.True(request.Signature.TryRecoverAddress(s_domain.Digest(registration.StructHash()), out var signer) && signer == worker);
        Assert.InRange(request.DeadlineSlot.Number, Now.Number + 1, Now.Number + Rules.CommandDeadlineSlotsMaximum);

        var facts = new EvidenceFacts(
            EvidenceFacts.DevelopmentTdx, verified.Root.Fingerprint, verified.Claims.MrTd.ToString()[2..], false, Keccak256.Hash(request.Evidence.Span));
        var session = new WorkerSession(
            id, signing.ToAddress(), request.SigningPublicKey, request.EncryptionPublicKey, request.Challenge, request.Timestamp, facts,
            request.Capacity, Now, Now + Rules.SessionSlotsMaximum);
        _sessions.Add(new FakeSession(session, worker));
        Changed();
        return Results.Json(session, statusCode: StatusCodes.Status201Created);
    }

    private async Task<IResult> TakeWorkAsync(HttpContext context, int max, int waitSeconds)
    {
        using var wait = new CancellationTokenSource(TimeSpan.FromSeconds(waitSeconds), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(wait.Token, context.RequestAborted);
        var waits = false;
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                var answer = WithSession(context, session =>
                {
                    var items = session.Take(max);
                    OutstandingMaximum = Math.Max(OutstandingMaximum, _sessions.Where(open => !open.IsClosed).Sum(open => open.Outstanding));
                    return items.IsEmpty && !either.IsCancellationRequested ? Results.Empty : Results.Json(new WorkBatch(items));
                });
                if (answer != Results.Empty)
                {
                    return answer;
                }

                if (!waits)
                {
                    waits = true;
                    PollsWaiting++;
                    Changed();
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private IResult Beat(HttpContext context, HeartbeatRequest request) => WithSession(context, session =>
    {
        Heartbeats.Add(request);
        session.OfferAgain(request.Held);
        return Results.Json(new HeartbeatAnswer(Now, [.. request.Held.Where(held => !session.Holds(held))]));
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
        return session.Session.Until < Now ? Refuse(403, WorkerErrors.SessionExpired)
            : access.Until < Now ? Refuse(401, new ErrorCode("request/session-access-invalid"))
            : act(session);
    }

    private async Task<IResult> Body<T>(HttpContext context, Func<T, IResult> act)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var request = CanonicalJson.Deserialize<T>(body.ToArray());
        return Locked(() => act(request));
    }

    private IResult Locked(Func<IResult> act)
    {
        lock (_gate)
        {
            var result = act();
            Changed();
            return result;
        }
    }

    private void Changed()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private static IResult Refuse(int status, ErrorCode code) => Results.Json(
        new { type = "about:blank", title = "Refused", status, detail = "Refused.", code = code.Value, traceId = "0" },
        contentType: "application/problem+json",
        statusCode: status);
}

/// <summary>A session as the fake gateway keeps it.</summary>
internal sealed class FakeSession(WorkerSession session, Address worker)
{
    private readonly Dictionary<TaskId, WorkItem> _items = [];
    private readonly Queue<TaskId> _fresh = new();

    public WorkerSession Session { get; } = session;

    public Address Worker { get; } = worker;

    public bool IsClosed { get; set; }

    public TaskResultBatch? LastBatch { get; set; }

    /// <summary>Handed out and not answered.</summary>
    public int Outstanding => _items.Count - _fresh.Distinct().Count(_items.ContainsKey);

    /// <summary>Waiting to be handed out.</summary>
    public int Fresh => _fresh.Count;

    /// <summary>Handed out so far.</summary>
    public int Taken { get; private set; }

    public bool Holds(TaskId taskId) => _items.ContainsKey(taskId);

    public void Offer(IEnumerable<WorkItem> items)
    {
        foreach (var item in items)
        {
            _items[item.TaskId] = item;
            _fresh.Enqueue(item.TaskId);
        }
    }

    public ImmutableArray<WorkItem> Take(int max)
    {
        var taken = ImmutableArray.CreateBuilder<WorkItem>();
        while (taken.Count < max && _fresh.TryDequeue(out var taskId))
        {
            if (_items.TryGetValue(taskId, out var item))
            {
                taken.Add(item);
            }
        }

        Taken += taken.Count;
        return taken.ToImmutable();
    }

    public void OfferAgain(ImmutableArray<TaskId> held)
    {
        foreach (var taskId in _items.Keys.Except(held).Except(_fresh).ToArray())
        {
            _fresh.Enqueue(taskId);
        }
    }

    public WorkItem? Withdraw(TaskId taskId) => _items.Remove(taskId, out var item) ? item : null;
}
