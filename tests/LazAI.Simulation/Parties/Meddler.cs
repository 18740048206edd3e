using LazAI.Grains.Verification;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Proofs;
using LazAI.Simulation.Kernel;
using LazAI.Simulation.Silo;

namespace LazAI.Simulation.Parties;

/// <summary>
/// Somebody without a session who hands in proofs of others' results, as anyone may: other genuine ones, altered ones, bytes that are none, now
/// and then the right one. What a session has not signed must neither convict its worker nor verify its result.
/// </summary>
public sealed class Meddler
{
    private readonly World _world;
    private readonly Machine _machine;
    private int _read;

    public Meddler(World world)
    {
        ArgumentNullException.ThrowIfNull(world);
        _world = world;
        _machine = new Machine(world.Kernel, "meddler");
    }

    public void Start() => _machine.Run(async () =>
    {
        while (true)
        {
            // Workers take a while for their proofs; who only meddles is faster.
            await _machine.DelayAsync(TimeSpan.FromMilliseconds(_world.Random.Between(5, 300)));
            while (_read < _world.Feed.Count)
            {
                var (taskId, entry) = _world.Feed[_read++];
                if (_world.Random.Next(entry == FeedEntry.ProofAwaited ? 2 : 12) == 0)
                {
                    _machine.Run(() => MeddleAsync(taskId));
                }
            }
        }
    });

    private async Task MeddleAsync(TaskId taskId)
    {
        var proof = Make();
        var request = new SubmitZkProofRequest(taskId, proof.Proof, proof.PublicSignals, proof.InputSalt);
        try
        {
            _world.Promises.Proven(
                taskId, proof, await _world.Cluster.CallAsync(_machine, grains => grains.GetGrain<IVerifierGrain>(0).SubmitZkProofAsync(request)));
        }
        catch (Exception exception) when (exception is TimeoutException or CallFailedException)
        {
            // There will be others.
        }
    }

    /// <summary>A proof of one of the few inputs, so that it is sometimes another one of this very result, or the one that its session has signed.</summary>
    private ResultProof Make()
    {
        var genuine = _world.Random.Pick(SimulatedModel.Proofs.Of(_world.Random.Pick(SimulatedModel.Proofs.Inputs)));
        return _world.Random.Next(6) switch
        {
            0 => genuine with { InputSalt = default },
            1 => genuine with { PublicSignals = "[\"1\",\"2\",\"3\",\"0\"]"u8.ToArray() },
            2 => new ResultProof(_world.Random.NextBytes(50), ReadOnlyMemory<byte>.Empty, default),
            _ => genuine,
        };
    }
}
