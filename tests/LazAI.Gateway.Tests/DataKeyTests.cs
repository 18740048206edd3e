using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using LazAI.Attestation;
using LazAI.Client.DataSets;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Ownership;

namespace LazAI.Gateway.Tests;

/// <summary>How the key of an encrypted data set comes to a session, and to nobody else.</summary>
[Collection(nameof(NetworkFixture))]
public sealed class DataKeyTests(NetworkFixture network) : IAsyncLifetime
{
    private static readonly byte[] s_plaintext = RandomNumberGenerator.GetBytes(100_000);

    private readonly DataKey _key = DataKey.Generate(NetworkFixture.Random);
    private DataSetNetwork _it = null!;
    private byte[] _file = [];
    private ContentHash _content;

    public async Task InitializeAsync()
    {
        _it = await DataSetNetwork.OpenAsync(network);
        _file = EncryptedData.Encrypt(s_plaintext, _it.Owner.Address, _key, NetworkFixture.Random);
        _content = (await _it.Client.AnchorAsync(_it.Anchor(_file, blobHash: await network.Client.PutWeightsAsync(_file)))).ContentHash;
    }

    public async Task DisposeAsync()
    {
        await _it.CloseAsync();
        _it.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task Key_AskedForUnderALicence_OpensTheDataInThatSessionOnly()
    {
        await LicenseAsync();
        await _it.Client.RequestKeyAsync(Request(_it.Other));
        var request = Assert.Single((await _it.Client.ListKeyRequestsAsync(_content)).Items);
        Assert.Null(await _it.Client.FindKeyAsync(_content, _it.Worker.Session.Id));

        Assert.True(TryRelease(request, await _it.Client.GetEventsAsync(_content), out var envelope, out var refusal), refusal);
        await _it.Client.ReleaseKeyAsync(_it.Orders(_it.Owner, _content).ReleaseKey(request.Order.Session, envelope));
        Assert.Empty((await _it.Client.ListKeyRequestsAsync(_content)).Items);

        var key = await _it.Client.FindKeyAsync(_content, _it.Worker.Session.Id);
        Assert.True(_it.Enclave.TryOpen(_file, _content, _it.Owner.Address, key!.Envelope.Span, out var opened));
        Assert.Equal(s_plaintext, opened.Plaintext.ToArray());

        using var another = await DataSetNetwork.OpenAsync(network);
        Assert.False(another.Enclave.TryOpen(_file, _content, _it.Owner.Address, key.Envelope.Span, out _));
        await another.CloseAsync();
    }

    [Fact]
    public async Task RequestKey_WithoutALicenceForItOrAfterItsRevocation_IsRefused()
    {
        await DataSetTests.RefusedAsync(OwnershipErrors.NotLicensed, 403, () => _it.Client.RequestKeyAsync(Request(_it.Other)));
        var licence = await LicenseAsync();
        await DataSetTests.RefusedAsync(
            OwnershipErrors.ScopeNotLicensed, 403, () => _it.Client.RequestKeyAsync(Request(_it.Other, LicenceScope.Training)));
        await _it.Client.RevokeLicenceAsync(_it.Orders(_it.Owner, _content).RevokeLicence(licence));
        await DataSetTests.RefusedAsync(OwnershipErrors.LicenceRevoked, 403, () => _it.Client.RequestKeyAsync(Request(_it.Other)));
    }

    [Fact]
    public async Task RequestKey_WithoutTheSessionsSignature_IsRefused()
    {
        await LicenseAsync();
        var request = Request(_it.Other);
        await DataSetTests.RefusedAsync(
            OwnershipErrors.KeyRequestSignatureInvalid, 401,
            () => _it.Client.RequestKeyAsync(request with { SessionSignature = request.Signature }));
    }

    /// <summary>The agent judges for itself, whatever the service says.</summary>
    [Fact]
    public async Task Agent_AskedByAServiceThatLies_ReleasesNothing()
    {
        await LicenseAsync();
        await _it.Client.RequestKeyAsync(Request(_it.Other));
        var request = Assert.Single((await _it.Client.ListKeyRequestsAsync(_content)).Items);
        var history = await _it.Client.GetEventsAsync(_content);
        using var thief = Secp256k1PrivateKey.Generate(NetworkFixture.Random);
        var digest = network.Domain.Digest(request.Order.StructHash());
        var session = request.Session!;

        // Another key than the attested one, to read the data key by.
        Refuses(request with { Session = session with { EncryptionPublicKey = thief.PublicKey.ToString() } }, history);
        Refuses(request with { Session = session with { SigningKey = thief.Address }, SessionSignature = thief.Sign(digest) }, history);

        // Other evidence, or another worker's.
        Refuses(request with { Evidence = RandomNumberGenerator.GetBytes(1_000) }, history);
        Refuses(request with { Worker = network.OtherWorker.Address }, history);

        // In the name of who may not, or for more than was licensed.
        Refuses(request with { Order = request.Order with { Signer = thief.Address }, Signature = thief.Sign(digest) }, history);
        Refuses(request with { Order = request.Order with { Scope = LicenceScope.Training } }, history);

        // A licence that nobody granted: the grant is left out, or signed by another.
        Refuses(request, history.Where(one => one is not OwnershipEvent.LicenceGranted));
        Refuses(request, history.Select(one => one is OwnershipEvent.LicenceGranted granted
            ? granted with { Signature = thief.Sign(network.Domain.Digest(granted.Order.StructHash())) }
            : one));

        // A session that has ended, or whose measurement the owner does not accept.
        Refuses(request with { Session = null }, history);
        var strict = new SessionTrust(
            [TrustedRoot.Development(network.Root.Fingerprint)],
            new EvidencePolicy([network.Root.Fingerprint], [new string('0', 96)], false));
        Assert.False(TryRelease(request, history, out _, out _, strict));

        Assert.True(TryRelease(request, history, out _, out var refusal), refusal);

        void Refuses(KeyRequestView spoilt, IEnumerable<OwnershipEvent> events) => Assert.False(TryRelease(spoilt, events, out _, out _));
    }

    /// <summary>Without the owner online: the key is wrapped before, to a session that the owner has looked at.</summary>
    [Fact]
    public async Task ReleaseKey_Unasked_WaitsForTheSession()
    {
        var session = _it.Worker.Session;
        Assert.True(Secp256k1PublicKey.TryParse(Convert.FromHexString(session.EncryptionPublicKey[2..]), out var recipient));
        var envelope = _key.WrapTo(recipient, _content, _it.Owner.Address, session.Id, NetworkFixture.Random);
        await DataSetTests.RefusedAsync(
            OwnershipErrors.NotOwner, 403,
            () => _it.Client.ReleaseKeyAsync(_it.Orders(_it.Other, _content).ReleaseKey(session.Id, envelope)));
        await _it.Client.ReleaseKeyAsync(_it.Orders(_it.Owner, _content).ReleaseKey(session.Id, envelope));
        var key = await _it.Client.FindKeyAsync(_content, session.Id);
        Assert.True(_it.Enclave.TryOpen(_file, _content, _it.Owner.Address, key!.Envelope.Span, out var opened));
        Assert.Equal(s_plaintext, opened.Plaintext.ToArray());
    }

    private bool TryRelease(
        KeyRequestView request,
        IEnumerable<OwnershipEvent> history,
        [NotNullWhen(true)] out byte[]? envelope,
        [NotNullWhen(false)] out string? refusal,
        SessionTrust? trust = null) =>
        new KeyReleaseAgent(network.Domain, network.Status.Rules, trust ?? _it.Trust, _it.Owner.Address, NetworkFixture.Random)
            .TryRelease(request, _content, _key, history, network.Clock.Now, out envelope, out refusal);

    private RequestKeyRequest Request(Secp256k1PrivateKey account, LicenceScope scope = LicenceScope.Inference)
    {
        Assert.True(_it.Enclave.TryCountersign(
            _it.Orders(account, _content).RequestKey(_it.Worker.Session.Id, scope), out var countersigned));
        return countersigned;
    }

    private async Task<LicenceId> LicenseAsync()
    {
        var expiresAt = network.Clock.Now + network.Clock.SlotsFor(TimeSpan.FromHours(1));
        var view = await _it.Client.GrantLicenceAsync(
            _it.Orders(_it.Owner, _content).GrantLicence(_it.Other.Address, LicenceScope.Inference, Amount.Zero, expiresAt));
        return view.Licences[^1].Id;
    }
}
