using LazAI.Cryptography;
using LazAI.Grains.Challengers;
using LazAI.Protocol;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Encoding;
using LazAI.Simulation.Kernel;
using LazAI.Simulation.Silo;

namespace LazAI.Simulation.Parties;

/// <summary>Who decides on elections: elects those who stand as long as there are seats, and dismisses now and then.</summary>
public sealed class Elector
{
    private readonly World _world;
    private readonly Machine _machine;
    private readonly Secp256k1PrivateKey _key;
    private ulong _nonce;

    public Elector(World world, Secp256k1PrivateKey key)
    {
        ArgumentNullException.ThrowIfNull(world);
        _world = world;
        _key = key;
        _machine = new Machine(world.Kernel, "elector");
    }

    /// <summary>Whether it dismisses challengers, too.</summary>
    public bool Dismisses { get; set; } = true;

    public void Start() => _machine.Run(async () =>
    {
        while (true)
        {
            await _machine.DelayAsync(TimeSpan.FromMilliseconds(_world.Random.Between(200, 1_500)));
            try
            {
                var state = await _world.Cluster.CallAsync(_machine, grains => Registry(grains).GetAsync());
                if (Choose(state) is { } election)
                {
                    await DecideAsync(election);
                }
            }
            catch (Exception exception) when (exception is TimeoutException or CallFailedException)
            {
                // The registry is asked again soon.
            }
        }
    });

    /// <summary>Sends a decision that its sender has signed.</summary>
    public static Task<Rejection?> SendAsync(World world, Machine machine, Secp256k1PrivateKey key, ChallengerElection election)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(election);
        var certificate = new DecisionCertificate(OperatorAuthority.Kind, key.Sign(world.Cluster.Domain.Digest(election.StructHash())).ToArray());
        return world.Cluster.CallAsync(machine, grains => Registry(grains).ElectAsync(election, certificate));
    }

    private ChallengerElection? Choose(ChallengerState state)
    {
        var soon = _world.Now + 4;
        var standing = state.Challengers.Values.Where(record => record.Stands).OrderBy(record => record.Challenger).ToArray();
        if (standing.Where(record => !record.IsElectedAt(soon)).ToArray() is { Length: > 0 } candidates)
        {
            return Decide(_world.Random.Pick(candidates).Challenger, elected: true);
        }

        return Dismisses && standing.Length > 0 && _world.Random.Next(25) == 0 ? Decide(_world.Random.Pick(standing).Challenger, elected: false) : null;
    }

    private ChallengerElection Decide(Address challenger, bool elected) => new(
        new Bytes32(_world.Random.NextBytes(32)), challenger, elected, _world.Now + _world.Random.Between(15, (int)_world.Cluster.Genesis.Rules.ChallengerTermSlotsMaximum),
        ++_nonce);

    private async Task DecideAsync(ChallengerElection election)
    {
        for (var attempts = 0; attempts < 5; attempts++)
        {
            try
            {
                await SendAsync(_world, _machine, _key, election);
                return;
            }
            catch (Exception exception) when (exception is TimeoutException or CallFailedException)
            {
                await _machine.DelayAsync(TimeSpan.FromMilliseconds(_world.Random.Between(50, 500)));
            }
        }
    }

    private static IChallengerRegistryGrain Registry(IGrainFactory grains) => grains.GetGrain<IChallengerRegistryGrain>(ChallengerRegistry.Key);
}
