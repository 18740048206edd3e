using LazAI.Cryptography;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;
using static LazAI.Protocol.Tests.Ownership.OwnershipSamples;

namespace LazAI.Protocol.Tests.Ownership;

public class OwnershipHistoryTests
{
    private static readonly Secp256k1PrivateKey s_owner = Samples.SubmitterKey;
    private static readonly Secp256k1PrivateKey s_licensee = Samples.Key("licensee");

    /// <summary>A life with every kind of order, each under its signer's own signature.</summary>
    private static readonly OwnershipEvent[] s_history = Sign();

    internal static IReadOnlyList<OwnershipEvent> History => s_history;

    [Fact]
    public void Replay_OfWhatWasRecorded_LeadsToTheSameState()
    {
        var (state, refusal) = OwnershipHistory.Replay(Samples.Domain, OwnershipSamples.Content, s_history, Samples.Rules);
        Assert.Null(refusal);
        Assert.Equal(CanonicalJson.Serialize(Fold(OwnershipState.Initial, s_history)), CanonicalJson.Serialize(state!));
        Assert.Equal(
            typeof(OwnershipEvent).GetNestedTypes().Select(type => type.Name).Order(),
            s_history.Select(one => one.GetType().Name).Distinct().Order());
    }

    /// <summary>Whatever the order says, another's signature under it does not hold.</summary>
    [Fact]
    public void Replay_AnyOrderSignedByAnother_IsRefused()
    {
        for (var i = 0; i < s_history.Length; i++)
        {
            var forged = s_history.ToArray();
            forged[i] = WithSignature(forged[i], Samples.OtherKey.Sign(Samples.Hash("forged")));
            var (state, refusal) = OwnershipHistory.Replay(Samples.Domain, OwnershipSamples.Content, forged, Samples.Rules);
            Assert.Null(state);
            Assert.Equal(OwnershipErrors.NotOwner, refusal?.Code);
        }
    }

    [Fact]
    public void Replay_AnyOrderTwiceOrForOtherContentOrOnAnotherChain_IsRefused()
    {
        for (var i = 0; i < s_history.Length; i++)
        {
            OwnershipEvent[] doubled = [.. s_history[..(i + 1)], .. s_history[i..]];
            Assert.NotNull(OwnershipHistory.Replay(Samples.Domain, OwnershipSamples.Content, doubled, Samples.Rules).Refusal);
        }

        Assert.NotNull(OwnershipHistory.Replay(Samples.Domain, ContentHash.Of("other"u8), s_history, Samples.Rules).Refusal);
        Assert.NotNull(OwnershipHistory.Replay(new Eip712Domain(1), OwnershipSamples.Content, s_history, Samples.Rules).Refusal);
    }

    /// <summary>Licence, price and payee are not in the signed order: the rules say them.</summary>
    [Fact]
    public void Replay_AUseAtAnotherPriceOrForAnotherPayee_IsRefused()
    {
        var place = Array.FindIndex(s_history, one => one is OwnershipEvent.KeyRequested);
        var asked = (OwnershipEvent.KeyRequested)s_history[place];
        OwnershipEvent[] forgeries =
        [
            asked with { Price = new Amount(4) },
            asked with { Licence = null },
            asked with { Payee = Stranger },
        ];
        Assert.All(forgeries, forgery => Assert.NotNull(OwnershipHistory.Replay(
            Samples.Domain, OwnershipSamples.Content, [.. s_history[..place], forgery], Samples.Rules).Refusal));
    }

    [Fact]
    public void Replay_ATupleThatNoSessionHasSigned_IsRefused()
    {
        var anchored = (OwnershipEvent.Anchored)s_history[0];
        var (_, refusal) = OwnershipHistory.Replay(
            Samples.Domain, OwnershipSamples.Content, [anchored with { AnchorSignature = anchored.Signature }], Samples.Rules);
        Assert.Equal(OwnershipErrors.AnchorSignatureInvalid, refusal?.Code);
    }

    private static OwnershipEvent[] Sign()
    {
        OwnershipCommand[] commands =
        [
            Anchor(FirstAnchor),
            Anchor(FirstAnchor with { RecordsRoot = SampleClaim.RecordsRoot }, nonce: 2),
            GrantOf(Grant),
            DelegateUntil(Samples.Now + 50),
            ConsentOf(Consent),
            Claim(SampleClaim.Content, SampleClaim.Verified),
            Request(s_licensee),
            Release(),
            Revoke(GrantId),
            TransferTo(Stranger, nonce: 70),
        ];
        var (state, history) = (OwnershipState.Initial, new List<OwnershipEvent>());
        foreach (var command in commands)
        {
            var @event = Assert.Single(Events(state, command));
            var order = OrderOf(@event);
            var signed = WithSignature(
                @event, (order.Signer == Licensee ? s_licensee : s_owner).Sign(Samples.Domain.Digest(order.StructHash())));
            history.Add(signed);
            state = OwnershipAggregate.Apply(state, signed);
        }

        return [.. history];
    }

    private static IOwnershipOrder OrderOf(OwnershipEvent @event) => (IOwnershipOrder)@event.GetType().GetProperty("Order")!.GetValue(@event)!;

    private static OwnershipEvent WithSignature(OwnershipEvent @event, RecoverableSignature signature) => @event switch
    {
        OwnershipEvent.Anchored it => it with { Signature = signature },
        OwnershipEvent.RecordsBound it => it with { Signature = signature },
        OwnershipEvent.Transferred it => it with { Signature = signature },
        OwnershipEvent.LicenceGranted it => it with { Signature = signature },
        OwnershipEvent.LicenceRevoked it => it with { Signature = signature },
        OwnershipEvent.Delegated it => it with { Signature = signature },
        OwnershipEvent.Consented it => it with { Signature = signature },
        OwnershipEvent.ClaimStated it => it with { Signature = signature },
        OwnershipEvent.KeyRequested it => it with { Signature = signature },
        OwnershipEvent.KeyReleased it => it with { Signature = signature },
        _ => throw new ArgumentOutOfRangeException(nameof(@event)),
    };
}
