using System.Collections.Immutable;
using System.Security.Cryptography;
using LazAI.Client;
using LazAI.Client.Claims;
using LazAI.Client.DataSets;
using LazAI.Cryptography;
using LazAI.Cryptography.Groth16.Proving;
using LazAI.Protocol;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Ownership;
using LazAI.Protocol.Workers;

namespace LazAI.Gateway.Tests;

/// <summary>Ownership through HTTP: the orders' way in and what the service shows of them.</summary>
[Collection(nameof(NetworkFixture))]
public sealed class DataSetTests(NetworkFixture network) : IAsyncLifetime
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private DataSetNetwork _it = null!;

    public async Task InitializeAsync() => _it = await DataSetNetwork.OpenAsync(network);

    public async Task DisposeAsync()
    {
        await _it.CloseAsync();
        _it.Dispose();
    }

    [Fact]
    public async Task Anchor_OfStoredContent_MakesItsBringerTheOwner()
    {
        var content = RandomNumberGenerator.GetBytes(5_000);
        var blob = await network.Client.PutWeightsAsync(content);
        var request = _it.Anchor(content, blobHash: blob);
        var view = await _it.Client.AnchorAsync(request);
        Assert.Equal(ContentHash.Of(content), view.ContentHash);
        Assert.Equal(_it.Owner.Address, view.Owner);
        Assert.Equal(5_000UL, view.ContentBytes);
        Assert.Equal(blob, view.BlobHash);
        Assert.Equal(_it.Worker.Session.Id, view.AnchoredBy);

        // A retry, as after a lost answer, finds it done.
        Assert.Equal(view.AnchoredAt, (await _it.Client.AnchorAsync(request)).AnchoredAt);
        Assert.Single(await _it.Client.GetHistoryAsync(view.ContentHash));
    }

    [Fact]
    public async Task Anchor_ByASecondAccount_IsRefusedAndPointsAtTheFirst()
    {
        var content = RandomNumberGenerator.GetBytes(100);
        await _it.Client.AnchorAsync(_it.Anchor(content));
        var refusal = await RefusedAsync(OwnershipErrors.AlreadyAnchored, 409, () => _it.Client.AnchorAsync(_it.Anchor(content, _it.Other)));
        Assert.Contains(_it.Owner.Address.ToString(), refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anchor_SignedByAnotherKeyThanTheSessions_IsRefused()
    {
        var request = _it.Anchor(RandomNumberGenerator.GetBytes(100));
        var forged = request with { AnchorSignature = _it.Owner.Sign(network.Domain.Digest(request.Anchor.StructHash())) };
        await RefusedAsync(OwnershipErrors.AnchorSignatureInvalid, 401, () => _it.Client.AnchorAsync(forged));
    }

    [Fact]
    public async Task Anchor_OfAClosedSession_IsRefused()
    {
        using var closed = await DataSetNetwork.OpenAsync(network);
        var request = closed.Anchor(RandomNumberGenerator.GetBytes(100));
        await closed.CloseAsync();
        await RefusedAsync(WorkerErrors.SessionUnknown, 401, () => _it.Client.AnchorAsync(request));
    }

    [Fact]
    public async Task Anchor_NamingContentThatIsNotStoredOrAnother_IsRefused()
    {
        var other = await network.Client.PutWeightsAsync(RandomNumberGenerator.GetBytes(100));
        var content = RandomNumberGenerator.GetBytes(100);
        await RefusedAsync(
            OwnershipErrors.ContentMissing, 422, () => _it.Client.AnchorAsync(_it.Anchor(content, blobHash: Keccak256.Hash(content))));
        await RefusedAsync(OwnershipErrors.ContentMismatch, 422, () => _it.Client.AnchorAsync(_it.Anchor(content, blobHash: other)));
    }

    [Fact]
    public async Task Orders_OfTheOwner_ShowInTheViewAndTheHistoryHolds()
    {
        var content = await _it.AnchorNewAsync();
        var orders = _it.Orders(_it.Owner, content);
        var expiresAt = network.Clock.Now + network.Clock.SlotsFor(s_hour);
        var granted = await _it.Client.GrantLicenceAsync(
            orders.GrantLicence(_it.Other.Address, LicenceScope.Inference | LicenceScope.Analysis, new Amount(7), expiresAt));
        var licence = Assert.Single(granted.Licences);
        Assert.Equal(
            (_it.Owner.Address, _it.Other.Address, LicenceScope.Inference | LicenceScope.Analysis, new Amount(7), expiresAt, null),
            (licence.Grantor, licence.Licensee, licence.Scope, licence.PricePerUse, licence.ExpiresAt, licence.RevokedAt));

        Assert.NotNull(Assert.Single((await _it.Client.RevokeLicenceAsync(orders.RevokeLicence(licence.Id))).Licences).RevokedAt);
        Assert.Single((await _it.Client.DelegateAsync(orders.Delegate(_it.Other.Address, expiresAt))).Delegations);
        await _it.Client.GrantLicenceAsync(_it.Orders(_it.Other, content).GrantLicence(default, LicenceScope.Training, Amount.Zero, expiresAt));
        Assert.Single((await _it.Client.ConsentAsync(orders.Consent(new ProgramId(Keccak256.Hash("program"u8)), expiresAt))).Consents);
        var claim = new ClaimContent("It was collected in 2025.", null, null, []);
        Assert.False(Assert.Single((await _it.Client.StateClaimAsync(orders.StateClaim(claim))).Claims).Verified);
        var transferred = await _it.Client.TransferAsync(orders.Transfer(_it.Other.Address));
        Assert.Equal(_it.Other.Address, transferred.Owner);
        Assert.Equal(_it.Owner.Address, transferred.FirstOwner);
        Assert.Equal(2, transferred.Licences.Length);
        Assert.Empty(transferred.Delegations);

        var events = await _it.Client.GetEventsAsync(content);
        var (state, refusal) = OwnershipHistory.Replay(network.Domain, content, events, network.Status.Rules);
        Assert.Null(refusal);
        Assert.Equal(_it.Other.Address, state!.Owner);
        Assert.Equal(8, state.Version);

        // Whoever leaves an order out breaks what came after it.
        Assert.Null(OwnershipHistory.Replay(network.Domain, content, events.Where((_, i) => i != 3), network.Status.Rules).State);
    }

    /// <summary>From records to a reader who trusts neither owner nor service, but knows what circuit the key is of.</summary>
    [Fact]
    public async Task Claim_ProvenByItsOwner_IsVerifiedAndAnyoneRepeatsIt()
    {
        const string Claim = """{"columns":[{"name":"digit","bits":4}],"label":"digit","depth":1,"claims":[{"kind":"CountAtLeast","bounds":[2]}]}""";
        Assert.True(RecordsClaim.TryParse(System.Text.Encoding.UTF8.GetBytes(Claim), out var claim, out var refusal), refusal);
        var prover = new RecordsClaimProver(claim);
        ImmutableArray<ImmutableArray<ulong>> records = [[3], [5]];
        var key = InsecureDevelopmentSetup.Create(prover.System, NetworkFixture.Random);
        Assert.True(prover.TryProve(records, key, new ProvingOptions(), default, out var proven, out refusal), refusal);

        var anchored = await _it.Client.AnchorAsync(_it.Anchor(RandomNumberGenerator.GetBytes(100), recordsRoot: prover.ComputeRoot(records)));
        var orders = _it.Orders(_it.Owner, anchored.ContentHash);
        await RefusedAsync(
            OwnershipErrors.ClaimMismatch, 422, () => _it.Client.StateClaimAsync(orders.StateClaim(proven.Content, proven.VerificationKey, new byte[] { 1 })));
        await _it.Client.StateClaimAsync(orders.StateClaim(proven.Content, proven.VerificationKey, proven.Proof));

        var view = await _it.Client.GetAsync(anchored.ContentHash);
        var stated = Assert.Single(view.Claims);
        Assert.True(stated.Verified);
        var verificationKey = await network.Client.GetWeightsAsync(stated.Content.VerificationKeyHash!.Value);
        var proof = await network.Client.GetWeightsAsync(stated.Content.ProofHash!.Value);
        var judged = new ClaimCheck(claim, [], [key.VerificationKey.Hash]).Judge(view.RecordsRoot, stated.Content, verificationKey, proof);
        Assert.True(judged.Proven, judged.Finding);
        Assert.StartsWith("there are at least 2 records.", judged.Finding, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Order_ThatIsRefused_HasNotUsedItsNonce()
    {
        var content = await _it.AnchorNewAsync();
        var order = _it.Orders(_it.Other, content).Transfer(_it.Other.Address);
        var head = await network.Log.GetHeadPositionAsync();
        await RefusedAsync(OwnershipErrors.NotOwner, 403, () => _it.Client.TransferAsync(order));
        Assert.DoesNotContain(
            await network.Log.ReadAllAsync(head, 4_096), change => change.Type is "account.authorized" or "ownership.transferred");
    }

    [Fact]
    public async Task Order_ByAnotherKeyForAnotherChainOrSentElsewhere_IsRefused()
    {
        var content = await _it.AnchorNewAsync();
        var order = _it.Orders(_it.Owner, content).Transfer(_it.Other.Address);
        await RefusedAsync(
            SignatureErrors.WrongSigner, 401, () => _it.Client.TransferAsync(order with { Order = order.Order with { NewOwner = network.Worker.Address } }));
        await RefusedAsync(SignatureErrors.WrongChain, 400, () => _it.Client.TransferAsync(order with { ChainId = 1 }));
        var unknown = _it.Orders(_it.Owner, ContentHash.Of("unknown"u8));
        await RefusedAsync(OwnershipErrors.NotFound, 404, () => _it.Client.TransferAsync(unknown.Transfer(_it.Other.Address)));
        await RefusedAsync(OwnershipErrors.NotFound, 404, () => _it.Client.GetAsync(ContentHash.Of("unknown"u8)));
        await RefusedAsync(OwnershipErrors.NotFound, 404, () => _it.Client.GetHistoryAsync(ContentHash.Of("unknown"u8)));
    }

    [Fact]
    public async Task List_OfAnOwner_HasWhatItOwnsNow()
    {
        var (kept, given) = (await _it.AnchorNewAsync(), await _it.AnchorNewAsync());
        await _it.Client.TransferAsync(_it.Orders(_it.Owner, given).Transfer(_it.Other.Address));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await _it.Client.ListAsync(_it.Other.Address, cancellationToken: limit.Token)).Items.IsEmpty)
        {
            await Task.Delay(20, limit.Token);
        }

        Assert.Equal([given], (await _it.Client.ListAsync(_it.Other.Address)).Items.Select(view => view.ContentHash));
        Assert.Equal([kept], (await _it.Client.ListAsync(_it.Owner.Address)).Items.Select(view => view.ContentHash));
    }

    [Fact]
    public async Task State_AfterARestart_IsTheSame()
    {
        var content = await _it.AnchorNewAsync();
        await _it.Client.TransferAsync(_it.Orders(_it.Owner, content).Transfer(_it.Other.Address));
        await network.RestartAsync();
        _it.Worker.Reconnect();
        var client = new DataSetClient(network.Client);
        Assert.Equal(_it.Other.Address, (await client.GetAsync(content)).Owner);
    }

    internal static async Task<LazAIException> RefusedAsync(ErrorCode code, int status, Func<Task> send)
    {
        var refusal = await Assert.ThrowsAsync<LazAIException>(send);
        Assert.Equal((code, status), (refusal.Code, (int?)refusal.Status));
        return refusal;
    }
}
