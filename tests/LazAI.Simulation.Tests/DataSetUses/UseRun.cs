using LazAI.Cryptography;
using LazAI.Grains.Accounts;
using LazAI.Grains.Ownership;
using LazAI.Grains.Workers;
using LazAI.Protocol;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Genesis;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Ownership;
using LazAI.Protocol.Workers;
using LazAI.Simulation.Faults;
using LazAI.Simulation.Kernel;
using LazAI.Simulation.Parties;
using LazAI.Simulation.Silo;
using LazAI.Simulation.Storage;

namespace LazAI.Simulation.Tests.DataSetUses;

/// <summary>
/// One data set in the real grains under one seed: an owner who licenses, releases keys and sometimes sells it, users who ask for keys, some in vain,
/// and silos that crash. Each order is carried out as the gateway does it, and repeated until it is answered.
/// </summary>
internal sealed class UseRun
{
    private const int BusySlots = 40;

    private static readonly Amount s_price = new(5);

    private static readonly ProtocolRules s_rules = ProtocolRules.Local with { SlotMilliseconds = 1_000 };

    private readonly SimulationKernel _kernel;
    private readonly Cluster _cluster;
    private readonly Trace _trace;
    private readonly CrashSchedule _crashes;
    private readonly FaultPlan _faults;
    private readonly Secp256k1PrivateKey[] _owners;
    private readonly Secp256k1PrivateKey[] _users;
    private readonly Secp256k1PrivateKey _worker;
    private readonly Machine _machine;
    private readonly List<(WorkerSession Session, Secp256k1PrivateKey Key)> _sessions = [];
    private readonly ContentHash _content = ContentHash.Of("data"u8);
    private ulong _nonce;
    private bool _isOver;

    private UseRun(ulong seed, FaultPlan faults, Sabotage sabotage)
    {
        var random = new SeededRandom(seed);
        _kernel = new SimulationKernel(random);
        _faults = faults;
        _owners = [World.DrawKey(random), World.DrawKey(random)];
        _users = [World.DrawKey(random), World.DrawKey(random)];
        _worker = World.DrawKey(random);
        var genesis = new GenesisDocument(
            31_337, SimulationKernel.Epoch.ToUnixTimeSeconds(), s_rules,
            [
                .. _users.Select(user => new Allocation(LedgerAccount.User(user.Address), new Amount((UInt128)random.Between(20, 400)))),
                new Allocation(LedgerAccount.Stake(_worker.Address), s_rules.WorkerStakeMinimum),
            ]);
        var store = new DurableStore(sabotage)
        {
            Committed = events =>
            {
                foreach (var recorded in events)
                {
                    _trace!.Write($"{recorded.Position} {recorded.Stream} {recorded.Version} {recorded.Type}", recorded.Payload.Span);
                    Inspector.Record(recorded);
                }
            },
        };
        _crashes = new CrashSchedule(faults.CrashPoints);
        _trace = new Trace(_kernel, 60, null);
        _cluster = new Cluster(_kernel, genesis, store, _crashes, sabotage, _trace);
        _machine = new Machine(_kernel, "parties");
    }

    public UseInspector Inspector { get; } = new(s_price);

    public IReadOnlyList<CrashPoint> Reached => _crashes.Reached;

    public int Crashes => _cluster.Crashes;

    public static UseRun Run(ulong seed, FaultPlan faults, Sabotage? sabotage = null)
    {
        var run = new UseRun(seed, faults, sabotage ?? new Sabotage());
        try
        {
            run.Run();
            return run;
        }
        catch (Exception exception)
        {
            throw new SimulationFailedException(seed, exception.ToString(), run._trace.LastLines, exception);
        }
    }

    private SeededRandom Random => _kernel.Random;

    private Slot Now => _cluster.Now;

    private void Run()
    {
        _cluster.Start();
        RunUntil(2);
        var ready = false;
        _machine.Run(async () =>
        {
            await OpenSessionAsync();
            await OpenSessionAsync();
            ready = true;
        });
        RunUntil(20, () => ready);
        Assert.True(ready);
        _cluster.Faults = _faults;
        _crashes.IsActive = true;
        ready = false;
        _machine.Run(async () =>
        {
            await AnchorAsync();
            var order = new LicenceGrant(
                _owners[0].Address, _content, default, LicenceScope.Inference, s_price, Now + 100_000, ++_nonce, Now + 100);
            await CarryOutAsync("licence-grant", order, _owners[0], (grain, signature, isTrial) => grain.GrantLicenceAsync(order, signature, isTrial));
            ready = true;
        });
        RunUntil(Now.Number + 100, () => ready);
        Assert.True(ready, "the data set is anchored and licensed");
        _machine.Run(OwnAsync);
        _machine.Run(() => UseAsync(_users[0]));
        _machine.Run(() => UseAsync(_users[1]));
        var end = Now.Number + BusySlots;
        while (Now.Number < end)
        {
            RunUntil(Now.Number + 1);
            if (Random.Chance(_faults.Crash))
            {
                _cluster.Crash();
            }
        }

        // Nothing goes wrong any more, but for crashes at appends that are still to come; orders that are on their way end with their deadlines.
        _isOver = true;
        _cluster.Faults = FaultPlan.None;
        RunUntil(Now.Number + 40);
        _crashes.IsActive = false;
        var limit = Now.Number + 60;
        while (Inspector.FindUnfinished() is not null && Now.Number < limit)
        {
            RunUntil(Now.Number + 1);
        }

        Assert.Null(Inspector.FindUnfinished());
        Inspector.Compare();
    }

    private void RunUntil(long slot, Func<bool>? isDone = null) =>
        _kernel.RunUntil(_cluster.Schedule.StartOf(new Slot(slot)) - SimulationKernel.Epoch, isDone);

    private async Task UseAsync(Secp256k1PrivateKey user)
    {
        while (!_isOver)
        {
            await _machine.DelayAsync(TimeSpan.FromMilliseconds(Random.Between(300, 3_000)));
            var (session, key) = Random.Pick(_sessions);
            var order = new KeyRequest(
                user.Address, _content, session.Id, LicenceScope.Inference, new Amount((UInt128)Random.Pick([4, 5, 5, 9, 30])), ++_nonce,
                Now + Random.Between(2, 12));
            var countersigned = key.Sign(_cluster.Domain.Digest(order.StructHash()));
            _machine.Run(() => CarryOutAsync("key-request", order, user, (grain, signature, isTrial) => grain.RequestKeyAsync(
                new RequestKeyRequest(_cluster.Genesis.ChainId, order, signature, countersigned, _worker.Address), isTrial)));
        }
    }

    private async Task OwnAsync()
    {
        while (!_isOver)
        {
            await _machine.DelayAsync(TimeSpan.FromMilliseconds(Random.Between(500, 5_000)));
            var owner = _owners.Single(key => key.Address == Inspector.Owner);
            if (Random.Next(4) == 0)
            {
                var transfer = new OwnershipTransfer(
                    owner.Address, _content, _owners.Single(key => key != owner).Address, ++_nonce, Now + Random.Between(3, 10));
                await CarryOutAsync("ownership-transfer", transfer, owner, (grain, signature, isTrial) => grain.TransferAsync(transfer, signature, isTrial));
                continue;
            }

            var envelope = Random.NextBytes(Ecies.Overhead + KeyRules.DataKeySize);
            var release = new KeyRelease(
                owner.Address, _content, Random.Pick(_sessions).Session.Id, Keccak256.Hash(envelope), ++_nonce, Now + Random.Between(3, 10));
            await CarryOutAsync("key-release", release, owner, (grain, signature, isTrial) => grain.ReleaseKeyAsync(
                new ReleaseKeyRequest(_cluster.Genesis.ChainId, release, signature, envelope), isTrial));
        }
    }

    private Task AnchorAsync()
    {
        var (session, key) = _sessions[0];
        var owner = _owners[0];
        var anchor = new OwnershipAnchor(
            _content, ContentKind.DataSet, 4, Bytes32.Zero, owner.Address, session.Id, (ulong)_machine.GetUtcNow().ToUnixTimeSeconds());
        var order = new OwnershipRegistration(owner.Address, _content, anchor.StructHash(), ++_nonce, Now + 100);
        var tuple = key.Sign(_cluster.Domain.Digest(anchor.StructHash()));
        return CarryOutAsync("ownership-registration", order, owner, (grain, signature, isTrial) => grain.AnchorAsync(
            new AnchorRequest(_cluster.Genesis.ChainId, anchor, tuple, _worker.Address, order, signature), isTrial));
    }

    /// <summary>Sends an order until it is answered, and now and then once more.</summary>
    private async Task CarryOutAsync(
        string kind, IOwnershipOrder order, Secp256k1PrivateKey signer, Func<IOwnershipGrain, RecoverableSignature, bool, Task<Rejection?>> run)
    {
        var digest = _cluster.Domain.Digest(order.StructHash());
        var signature = signer.Sign(digest);
        var authorize = new AccountCommand.Authorize(kind, order.Nonce, order.DeadlineSlot, digest, $"{kind}:{order.Nonce}", signature, []);
        while (Now < order.DeadlineSlot)
        {
            try
            {
                await _cluster.CallAsync(_machine, grains => AnswerAsync(grains, authorize, order, (grain, isTrial) => run(grain, signature, isTrial)));
                if (Random.Next(5) > 0)
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is TimeoutException or CallFailedException)
            {
                // Unknown; the same order says so again.
            }

            await _machine.DelayAsync(TimeSpan.FromMilliseconds(Random.Between(50, 1_000)));
        }
    }

    private static async Task<Rejection?> AnswerAsync(
        IGrainFactory grains, AccountCommand.Authorize authorize, IOwnershipOrder order, Func<IOwnershipGrain, bool, Task<Rejection?>> run)
    {
        var account = grains.GetGrain<IAccountGrain>(order.Signer.ToString());
        var ownership = grains.GetGrain<IOwnershipGrain>(order.ContentHash.ToString());
        var known = await account.CheckAsync(authorize);
        return known.Refusal
            ?? (known.Version == 0 ? await run(ownership, true) : null)
            ?? (await account.AuthorizeAsync(authorize)).Refusal
            ?? await run(ownership, false);
    }

    private async Task OpenSessionAsync()
    {
        var issued = await _cluster.CallAsync(_machine, grains => grains.GetGrain<IWorkerGrain>(_worker.Address.ToString()).IssueChallengeAsync());
        var key = World.DrawKey(Random);
        var publicKey = "0x" + Convert.ToHexStringLower(key.PublicKey.ToCompressed());
        var request = new OpenSessionRequest(
            _cluster.Genesis.ChainId, publicKey, publicKey, issued.Challenge!.Nonce, (ulong)_machine.GetUtcNow().ToUnixTimeSeconds(), default, 1,
            ++_nonce, Now + 20, default);
        var id = SimulatedEvidence.SessionOf(_worker.Address, request);
        var registration = new SessionRegistration(_worker.Address, id, 1, request.Nonce, request.DeadlineSlot);
        var outcome = await _cluster.CallAsync(_machine, grains => grains.GetGrain<IWorkerGrain>(_worker.Address.ToString()).OpenSessionAsync(request with
        {
            Evidence = SimulatedEvidence.Issue(id),
            Signature = _worker.Sign(_cluster.Domain.Digest(registration.StructHash())),
        }, default));
        _sessions.Add((outcome.Session!, key));
    }
}
