using LazAI.Cryptography;
using LazAI.Gateway.Hosting;
using LazAI.Gateway.Requests;
using LazAI.Grains.Accounts;
using LazAI.Grains.Network;
using LazAI.Grains.Ownership;
using LazAI.Protocol;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;
using Microsoft.Extensions.Options;

namespace LazAI.Gateway.DataSets;

/// <summary>The way of every order about a data set: signature, whether it would be refused, the account that lets it in once, the deed.</summary>
internal sealed class OrderDesk(IClusterClient grains, INetwork network, IOptions<GatewayOptions> options)
{
    public IOwnershipGrain OwnershipOf(ContentHash content) => grains.GetGrain<IOwnershipGrain>(content.ToString());

    public Task<T> ReadAsync<T>(HttpContext context)
        where T : class => RequestBody.ReadAsync<T>(context, options.Value.BodyBytesMaximum);

    /// <summary>Carries out an order, or says why not. A repetition under the same idempotency key is answered like the first time.</summary>
    /// <param name="content">The address that the order was sent to.</param>
    /// <param name="run">Does it, or with <c>true</c> only says what would come of it.</param>
    public async Task<Rejection?> RunAsync(
        HttpContext context,
        string kind,
        ContentHash content,
        ulong chainId,
        IOwnershipOrder order,
        RecoverableSignature signature,
        Func<IOwnershipGrain, bool, Task<Rejection?>> run)
    {
        var key = IdempotencyKey.Read(context);
        if (order.ContentHash != content)
        {
            throw Parameters.Invalid("contentHash", "the content hash that the order names");
        }

        var (digest, notSigned) = SignedCommandCheck.Verify(network.Domain, chainId, order, signature);
        if (notSigned is not null)
        {
            return notSigned;
        }

        var account = grains.GetGrain<IAccountGrain>(order.Signer.ToString());
        var authorize = new AccountCommand.Authorize(kind, order.Nonce, order.DeadlineSlot, digest, key, signature, []);
        var known = await account.CheckAsync(authorize);
        var ownership = OwnershipOf(content);

        // What would be refused is refused before the nonce is used.
        return known.Refusal
            ?? (known.Version == 0 ? await run(ownership, true) : null)
            ?? (await account.AuthorizeAsync(authorize)).Refusal
            ?? await run(ownership, false);
    }
}
