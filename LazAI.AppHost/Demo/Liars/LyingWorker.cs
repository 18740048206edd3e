using System.Globalization;
using System.Security.Cryptography;
using LazAI.AppHost.Hosting;
using LazAI.Attestation;
using LazAI.Attestation.Development;
using LazAI.Client;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Workers;

namespace LazAI.AppHost.Demo.Liars;

/// <summary>
/// A worker that signs what it likes. That it gets a session at all shows what development evidence is worth: whoever holds the development root can
/// make any key look attested. Against a liar inside genuine hardware the other modes help.
/// </summary>
internal sealed class LyingWorker : IDisposable
{
    private const int Capacity = 16;
    private const string Decline = "It waits for a task of another kind.";

    private readonly WorkerSessionClient _api;
    private readonly Eip712Domain _domain;
    private readonly Secp256k1PrivateKey _signing;
    private readonly Secp256k1PrivateKey _encryption;
    private ulong _nextSequence = 1;

    private LyingWorker(
        AccountFile account, WorkerSession session, Secp256k1PrivateKey signing, Secp256k1PrivateKey encryption, WorkerSessionClient api, ulong chainId)
    {
        (Account, Session, _signing, _encryption, _api) = (account, session, signing, encryption, api);
        _domain = new Eip712Domain(chainId);
    }

    public AccountFile Account { get; }

    public WorkerSession Session { get; }

    /// <summary>Opens a session with evidence of its own making.</summary>
    /// <exception cref="LazAIException">The service refuses.</exception>
    public static async Task<LyingWorker> OpenAsync(LocalSystem system, AccountFile account, CancellationToken cancellationToken)
    {
        using var random = RandomNumberGenerator.Create();
        using var accountKey = account.ReadKey();
        var status = await system.Client.GetStatusAsync(cancellationToken);
        var clock = new NetworkClock(status);
        var requests = new SignedRequests(accountKey, status.ChainId, clock);
        var challenge = await system.Client.RequestChallengeAsync(account.Address, requests.IssueChallenge(), cancellationToken);
        var (signing, encryption) = (Secp256k1PrivateKey.Generate(random), Secp256k1PrivateKey.Generate(random));
        var now = TimeProvider.System.GetUtcNow();
        var keys = new SessionKeys(signing.PublicKey, encryption.PublicKey, challenge.Nonce, (ulong)now.ToUnixTimeSeconds());
        if (!SessionBinding.TryCreate(
                account.Address, keys.Signing.ToCompressed(), keys.Encryption.ToCompressed(), keys.Challenge, keys.Timestamp, out var binding)
            || !DevelopmentRoot.TryImportPem(await File.ReadAllTextAsync(system.Network.RootFile, cancellationToken), out var root)
            || !Measurement48.TryParse("0x" + system.Measurement, out var measurement))
        {
            throw new LocalSystemException($"{system.Network.RootFile} holds no development root. Remove the folder to begin anew.");
        }

        using var issuer = DevelopmentQuoteIssuer.Create(root, random, now - TimeSpan.FromHours(1), now + TimeSpan.FromDays(1));
        var quote = issuer.Issue(new DevelopmentTrustDomain { MrTd = measurement }, binding.ReportData);
        root.Dispose();
        var id = new SessionId(new Bytes32(binding.ReportData.AsSpan()[..Bytes32.Size]));
        var session = await system.Client.OpenSessionAsync(account.Address, requests.OpenSession(id, keys, quote, Capacity), cancellationToken);
        var api = new WorkerSessionClient(system.Client, status.ChainId, account.Address, id, signing, session.Until, clock);
        return new LyingWorker(account, session, signing, encryption, api, status.ChainId);
    }

    /// <summary>Waits for one of these tasks; gives all others back.</summary>
    /// <returns>The task, or null where none came in time.</returns>
    public async Task<WorkItem?> TakeAsync(IReadOnlyCollection<TaskId> wanted, TimeSpan wait, CancellationToken cancellationToken)
    {
        WorkItem? taken = null;
        var begun = TimeProvider.System.GetTimestamp();
        while (taken is null && TimeProvider.System.GetElapsedTime(begun) < wait)
        {
            foreach (var item in (await _api.TakeWorkAsync(Capacity, TimeSpan.FromSeconds(1), cancellationToken)).Items)
            {
                if (taken is null && wanted.Contains(item.TaskId))
                {
                    taken = item;
                }
                else
                {
                    await _api.DeclineAsync(new DeclineRequest(item.TaskId, Decline), cancellationToken);
                }
            }
        }

        return taken;
    }

    /// <summary>Gives back whatever comes, until the session ends or the caller has enough.</summary>
    public async Task DeclineAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await TakeAsync([], TimeSpan.FromSeconds(1), cancellationToken);
            }
        }
        catch (Exception exception) when (exception is LazAIException or OperationCanceledException)
        {
            // Its session has ended, or the demo goes on.
        }
    }

    /// <summary>Hands in a lie under the session's genuine signature.</summary>
    public async Task<ResultOutcome> HandInAsync(WorkItem item, RegisteredModel model, Lie lie, CancellationToken cancellationToken)
    {
        var resultHash = Keccak256.Hash(lie.Output.Span);
        var objective = ResultCheck.ExpectedObjective(item.Request, model, resultHash, (ulong)lie.Output.Length, item.Input);
        var result = new TaskResult(
            item.TaskId,
            resultHash,
            objective,
            lie.TraceRoot,
            lie.Proof?.ComputeHash() ?? Bytes32.Zero,
            (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
            _nextSequence++);
        var batch = new TaskResultBatch(Session.Id, StructHashTree.Root([result.StructHash()]), 1, result.Sequence);
        var request = new SubmitResultsRequest(
            Session.Id, _signing.Sign(_domain.Digest(batch.StructHash())), [new SubmittedResult(result, lie.Output, lie.Trace, lie.Proof)]);
        return (await _api.SubmitResultsAsync(request, cancellationToken)).Outcomes[0];
    }

    /// <summary>What an input that is encrypted to this session says.</summary>
    public ReadOnlyMemory<byte> Read(WorkItem item) =>
        ConfidentialInput.TryDecrypt(item.Input!.Value.Span, Session.Id, item.Request.ModelId, _encryption, out var input)
            ? input
            : throw new LocalSystemException(string.Create(CultureInfo.InvariantCulture, $"The input of task {item.TaskId} cannot be decrypted."));

    public void Dispose()
    {
        _signing.Dispose();
        _encryption.Dispose();
    }
}
