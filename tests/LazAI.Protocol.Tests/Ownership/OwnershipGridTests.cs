using LazAI.Protocol.Ownership;
using LazAI.Protocol.Tests.Deciding;
using static LazAI.Protocol.Tests.Ownership.OwnershipSamples;

namespace LazAI.Protocol.Tests.Ownership;

public class OwnershipGridTests
{
    public static IEnumerable<(string Name, OwnershipState State)> States =>
    [
        ("Not anchored", OwnershipState.Initial),
        ("Anchored", Anchored),
        ("Anchored with records", WithRecords),
        ("Licensed", Licensed),
        ("Licence revoked", After(Licensed, Revoke(GrantId, nonce: 40))),
        ("Delegated", After(Anchored, DelegateUntil(Samples.Now + 50))),
        ("Consented", After(Anchored, ConsentOf(Consent))),
        ("Claimed", After(WithRecords, Claim(SampleClaim.Content, SampleClaim.Verified))),
        ("Key requested", After(Licensed, Request(Samples.Key("licensee")))),
        ("Key released", After(Licensed, Request(Samples.Key("licensee")), Release())),
        ("Transferred to the licensee", After(Licensed, TransferTo(Licensee, nonce: 41))),
    ];

    public static IReadOnlyList<(string Name, OwnershipCommand Command)> Commands =>
    [
        ("Anchor", Anchor(FirstAnchor, nonce: 50)),
        ("Anchor, with records", Anchor(FirstAnchor with { RecordsRoot = SampleClaim.RecordsRoot }, nonce: 51)),
        ("Anchor, another owner", Anchor(FirstAnchor with { Owner = Stranger }, nonce: 52)),
        ("Anchor, another kind", Anchor(FirstAnchor with { Kind = ContentKind.Model }, nonce: 53)),
        ("Transfer", TransferTo(Stranger, nonce: 54)),
        ("Transfer, same order again", TransferTo(Licensee, nonce: 41)),
        ("GrantLicence", GrantOf(Grant)),
        ("GrantLicence, by a delegate", GrantOf(Grant with { Signer = OwnershipSamples.Delegate })),
        ("GrantLicence, to anyone", GrantOf(Grant with { Licensee = default, Nonce = 55 })),
        ("RevokeLicence", Revoke(GrantId)),
        ("Delegate", DelegateUntil(Samples.Now + 60)),
        ("Delegate, ending it", DelegateUntil(Samples.Now, nonce: 56)),
        ("Consent", ConsentOf(Consent with { Nonce = 57 })),
        ("Consent, withdrawn", ConsentOf(Consent with { ExpiresAt = new Slot(0), Nonce = 58 })),
        ("StateClaim, proven", Claim(SampleClaim.Content, SampleClaim.Verified, nonce: 59)),
        ("StateClaim, on one's word", Claim(SampleClaim.Unproven, null, nonce: 60)),
        ("RequestKey, by the owner", Request(Samples.SubmitterKey)),
        ("RequestKey, by the licensee", Request(Samples.Key("licensee"), nonce: 61)),
        ("RequestKey, for training", Request(Samples.Key("licensee"), LicenceScope.Training)),
        ("ReleaseKey", Release(nonce: 62)),
        ("ReleaseKey, by the licensee", Release(signer: Licensee)),
    ];

    [Fact]
    public void Decide_EveryCommandInEveryState_DoesWhatTheGridSays() =>
        Snapshot.Match("OwnershipGrid.txt", Grid.Of(
            States,
            Commands,
            (state, command) => OwnershipAggregate.Decide(state, command, Samples.Rules, Samples.Now),
            OwnershipAggregate.Apply,
            after => $"{NameOf(after.Owner)}, {after.Licences.Values.Count(licence => licence.RevokedAt is null)}/{after.Licences.Count} licences, "
                + $"{after.Delegations.Length} delegates, {after.Consents.Count} consents, {after.Claims.Count} claims, "
                + $"{after.KeyRequests.Count} requests, {after.Keys.Count} keys"));

    [Fact]
    public void Commands_OfTheGrid_CoverEveryCommand() =>
        Assert.Equal(
            typeof(OwnershipCommand).GetNestedTypes().Select(type => type.Name).Order(),
            Commands.Select(entry => entry.Command.GetType().Name).Distinct().Order());

    private static string NameOf(Cryptography.Address account) =>
        account == Owner ? "owner" : account == Licensee ? "licensee" : account == Stranger ? "stranger" : "nobody";
}
