using LazAI.Cryptography;
using LazAI.Grains.Accounts;
using LazAI.Grains.Ledger;
using LazAI.Protocol;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Simulation.Kernel;
using LazAI.Simulation.Silo;

namespace LazAI.Simulation.Parties;

/// <summary>The owner of a worker's stake, who takes it out, or a part of it, by signed orders as the gateway carries them out.</summary>
internal sealed class StakeOwner(World world, Secp256k1PrivateKey key)
{
    private ulong _nonce;

    public Task TakeOutAsync(Machine machine, Amount amount) => OrderAsync(machine, _ => Task.FromResult(amount));

    public Task TakeAllOutAsync(Machine machine) => OrderAsync(machine, ledger => ledger.GetBalanceAsync(LedgerAccount.Stake(key.Address)));

    private async Task OrderAsync(Machine machine, Func<ILedgerGrain, Task<Amount>> amountOf)
    {
        var rules = world.Cluster.Genesis.Rules;
        var deadline = world.Now + rules.CommandDeadlineSlotsMaximum;
        var nonce = ++_nonce;
        UnbondOrder? order = null;
        while (world.Now < deadline)
        {
            try
            {
                order ??= new UnbondOrder(
                    key.Address, await world.Cluster.CallAsync(machine, grains => amountOf(grains.GetGrain<ILedgerGrain>(rules.NativeAsset))), nonce, deadline);
                var (signed, digest) = (order, world.Cluster.Domain.Digest(order.StructHash()));
                var authorize = new AccountCommand.Authorize(
                    "unbonding", nonce, deadline, digest, $"unbond:{nonce}", key.Sign(digest), []);
                await world.Cluster.CallAsync(machine, grains => CarryOutAsync(
                    grains.GetGrain<IAccountGrain>(key.Address.ToString()), authorize, grains.GetGrain<ILedgerGrain>(rules.NativeAsset),
                    LedgerAggregate.UnbondingOf(signed, digest, rules)));
                return;
            }
            catch (Exception exception) when (exception is TimeoutException or CallFailedException)
            {
                await machine.DelayAsync(TimeSpan.FromMilliseconds(world.Random.Between(100, 1_000)));
            }
        }
    }

    private static async Task<Rejection?> CarryOutAsync(
        IAccountGrain account, AccountCommand.Authorize authorize, ILedgerGrain ledger, LedgerCommand.Unbond unbond) =>
        (await account.CheckAsync(authorize)).Refusal
        ?? await ledger.CheckUnbondAsync(unbond)
        ?? (await account.AuthorizeAsync(authorize)).Refusal
        ?? await ledger.UnbondAsync(unbond);
}
