using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Grains.Tasks;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Simulation.Kernel;
using LazAI.Simulation.Silo;

namespace LazAI.Simulation.Parties;

/// <summary>Submits batches of tasks, and the same batch again until it has an answer; now and then once more after that.</summary>
public sealed class Submitter
{
    private readonly World _world;
    private readonly Machine _machine;
    private readonly Secp256k1PrivateKey _key;
    private ulong _nonce;

    public Submitter(World world, string name, Secp256k1PrivateKey key)
    {
        _world = world;
        _key = key;
        _machine = new Machine(world.Kernel, name);
    }

    /// <summary>Whether it submits of its own accord.</summary>
    public bool IsActive { get; set; } = true;

    public void Start() => _machine.Run(async () =>
    {
        while (true)
        {
            await _machine.DelayAsync(TimeSpan.FromMilliseconds(_world.Random.Between(500, 12_000)));
            if (IsActive)
            {
                var deadline = _world.Now + _world.Random.Between(1, (int)_world.Cluster.Genesis.Rules.TaskDeadlineSlotsMaximum);
                _machine.Run(() => SubmitAsync(_world.Random.Between(1, 8), deadline));
            }
        }
    });

    /// <summary>Submits tasks with all the time that they may have.</summary>
    public void Submit(int count) => _machine.Run(() => SubmitAsync(count, _world.Now + _world.Cluster.Genesis.Rules.TaskDeadlineSlotsMaximum));

    private async Task SubmitAsync(int count, Slot taskDeadline)
    {
        var request = Sign(count, taskDeadline);
        var key = $"{_key.Address}:{request.Nonce}";
        var mayHaveActed = false;
        while (_world.Now < request.DeadlineSlot)
        {
            try
            {
                var outcome = await _world.Cluster.CallAsync(_machine, grains => grains.GetGrain<ISubmissionGrain>(0).SubmitAsync(request, key));
                if (outcome is SubmissionAccepted accepted)
                {
                    mayHaveActed = true;
                    _world.Promises.Accepted(request, accepted.TaskIds);
                    if (_world.Random.Next(6) > 0)
                    {
                        return;
                    }
                }
                else
                {
                    if (!mayHaveActed)
                    {
                        _world.Promises.Refused(request);
                    }

                    if (_world.Random.Next(3) > 0)
                    {
                        return;
                    }
                }
            }
            catch (Exception exception) when (exception is TimeoutException or CallFailedException)
            {
                // Unknown; the same request under the same key says so again.
                mayHaveActed = true;
            }

            await _machine.DelayAsync(TimeSpan.FromMilliseconds(_world.Random.Between(100, 5_000)));
        }
    }

    private SubmitTasksRequest Sign(int count, Slot taskDeadline)
    {
        var model = _world.Model.Registered;
        var tasks = ImmutableArray.CreateBuilder<TaskInput>(count);
        for (var i = 0; i < count; i++)
        {
            var fee = model.Description.Price + new Amount((UInt128)_world.Random.Next(3) * 25);
            var mode = _world.Random.Pick(SimulatedModel.Modes);
            tasks.Add(new TaskInput(++_nonce, model.Id, mode, fee, taskDeadline, SimulatedModel.DrawInput(_world.Random, mode)));
        }

        var hashes = tasks.Select(task => task.ToRequest(_key.Address).StructHash()).ToArray();
        var deadline = _world.Now + _world.Random.Between(5, 30);
        var command = new TaskSubmission(_key.Address, StructHashTree.Root(hashes), (uint)count, ++_nonce, deadline);
        return new SubmitTasksRequest(
            _world.Cluster.Genesis.ChainId, _key.Address, command.Nonce, deadline, _key.Sign(_world.Cluster.Domain.Digest(command.StructHash())),
            tasks.ToImmutable());
    }
}
