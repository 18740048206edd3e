using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Grains.Challengers;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Simulation.Kernel;
using LazAI.Simulation.Silo;

namespace LazAI.Simulation.Parties;

/// <summary>Reports what a challenger has checked, one signed report after the other, each until it has an answer.</summary>
internal sealed class CheckReporter(World world, Machine machine, Secp256k1PrivateKey key)
{
    private readonly List<(CheckedResult Check, Slot Until)> _checked = [];
    private ulong _sequence;

    /// <param name="until">Last slot in which the report is of use.</param>
    public void Add(CheckedResult check, Slot until) => _checked.Add((check, until));

    public async Task ReportAsync()
    {
        while (true)
        {
            await machine.DelayAsync(TimeSpan.FromMilliseconds(world.Random.Between(50, 700)));
            if (_checked.Count > 0)
            {
                ImmutableArray<(CheckedResult Check, Slot Until)> checks = [.. _checked];
                _checked.Clear();

                // Who is out of office for a moment says it again.
                if (!await SendAsync([.. checks.Select(entry => entry.Check)]))
                {
                    _checked.AddRange(checks.Where(entry => entry.Until >= world.Now));
                }
            }
        }
    }

    /// <returns>Whether it was taken.</returns>
    private async Task<bool> SendAsync(ImmutableArray<CheckedResult> checks)
    {
        var root = StructHashTree.Root([.. checks.Select(check => check.StructHash())]);
        var report = new CheckReport(key.Address, root, (uint)checks.Length, ++_sequence);
        var request = new ReportChecksRequest(
            world.Cluster.Genesis.ChainId, key.Address, report.Sequence, checks, key.Sign(world.Cluster.Domain.Digest(report.StructHash())));
        for (var limit = world.Now + world.Cluster.Genesis.Rules.ChallengeWindowSlots; world.Now <= limit;)
        {
            try
            {
                return await world.Cluster.CallAsync(
                    machine, grains => grains.GetGrain<IChallengerRegistryGrain>(ChallengerRegistry.Key).ReportAsync(request), SimulatedChallenger.Patience) is null;
            }
            catch (Exception exception) when (exception is TimeoutException or CallFailedException)
            {
                await machine.DelayAsync(TimeSpan.FromMilliseconds(world.Random.Between(50, 300)));
            }
        }

        return false;
    }
}
