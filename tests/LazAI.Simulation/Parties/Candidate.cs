using LazAI.Cryptography;
using LazAI.Grains.Accounts;
using LazAI.Grains.Challengers;
using LazAI.Protocol;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Encoding;
using LazAI.Simulation.Kernel;
using LazAI.Simulation.Silo;

namespace LazAI.Simulation.Parties;

/// <summary>A challenger's side of its office: stands for election, again after each end, and withdraws now and then, as the gateway carries it out.</summary>
/// <param name="isSteady">It does not withdraw.</param>
internal sealed class Candidate(World world, Machine machine, Secp256k1PrivateKey key, bool isSteady)
{
    // Other commands of the account have nonces of their own.
    private ulong _nonce = 1UL << 32;

    public async Task StandAsync()
    {
        while (true)
        {
            try
            {
                var state = await world.Cluster.CallAsync(machine, grains => Registry(grains).GetAsync());
                var deadline = world.Now + world.Cluster.Genesis.Rules.CommandDeadlineSlotsMaximum;
                if (state.Challengers.GetValueOrDefault(key.Address) is not { Stands: true })
                {
                    var application = new ChallengerApplication(key.Address, ++_nonce, deadline);
                    await CarryOutAsync("challenger-application", application, (grains, isTrial) => Registry(grains).ApplyAsync(application, isTrial));
                }
                else if (!isSteady && world.Random.Next(20) == 0)
                {
                    var withdrawal = new ChallengerWithdrawal(key.Address, ++_nonce, deadline);
                    await CarryOutAsync("challenger-withdrawal", withdrawal, (grains, isTrial) => Registry(grains).WithdrawAsync(withdrawal, isTrial));
                }
            }
            catch (Exception exception) when (exception is TimeoutException or CallFailedException)
            {
                // It asks again soon.
            }

            await machine.DelayAsync(TimeSpan.FromMilliseconds(world.Random.Between(1_000, 5_000)));
        }
    }

    private async Task CarryOutAsync(string kind, ISignedCommand order, Func<IGrainFactory, bool, Task<Rejection?>> run)
    {
        var digest = world.Cluster.Domain.Digest(order.StructHash());
        var authorize = new AccountCommand.Authorize(kind, order.Nonce, order.DeadlineSlot, digest, $"{kind}:{order.Nonce}", key.Sign(digest), []);
        while (world.Now < order.DeadlineSlot)
        {
            try
            {
                await world.Cluster.CallAsync(machine, async grains =>
                {
                    var account = grains.GetGrain<IAccountGrain>(key.Address.ToString());
                    var known = await account.CheckAsync(authorize);
                    return known.Refusal
                        ?? (known.Version == 0 ? await run(grains, true) : null)
                        ?? (await account.AuthorizeAsync(authorize)).Refusal
                        ?? await run(grains, false);
                });
                return;
            }
            catch (Exception exception) when (exception is TimeoutException or CallFailedException)
            {
                await machine.DelayAsync(TimeSpan.FromMilliseconds(world.Random.Between(100, 1_000)));
            }
        }
    }

    private static IChallengerRegistryGrain Registry(IGrainFactory grains) => grains.GetGrain<IChallengerRegistryGrain>(ChallengerRegistry.Key);
}
