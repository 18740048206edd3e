using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;
using LazAI.Protocol.Tests.Deciding;
using LazAI.Protocol.Tests.Workers;
using LazAI.Protocol.Workers;
using static LazAI.Protocol.Tests.Ownership.OwnershipSamples;

namespace LazAI.Protocol.Tests.Ownership;

/// <summary>Of each command every reason in its documented order.</summary>
internal static class OwnershipRefusals
{
    public static IEnumerable<RefusalCase> Cases =>
    [
        .. VerifyAnchor.Cases, .. Anchor.Cases, .. AnchorAgain.Cases, .. BindRecords.Cases, .. Transfer.Cases, .. Grant.Cases, .. Revoke.Cases,
        .. Delegate.Cases, .. Consent.Cases, .. Claim.Cases, .. VerifyClaim.Cases, .. VerifyRequest.Cases, .. VerifyAccount.Cases, .. Request.Cases, .. Access.Cases,
        .. Release.Cases, .. Joint.Cases, .. Output.Cases,
    ];

    public static IEnumerable<Action> RequireAccepted =>
    [
        VerifyAnchor.RequireAccepted, Anchor.RequireAccepted, AnchorAgain.RequireAccepted, BindRecords.RequireAccepted, Transfer.RequireAccepted,
        Grant.RequireAccepted, Revoke.RequireAccepted, Delegate.RequireAccepted, Consent.RequireAccepted, Claim.RequireAccepted,
        VerifyClaim.RequireAccepted, VerifyRequest.RequireAccepted, VerifyAccount.RequireAccepted, Request.RequireAccepted, Access.RequireAccepted, Release.RequireAccepted,
        Joint.RequireAccepted, Output.RequireAccepted,
    ];

    private static RefusalChain<VerifyScenario> VerifyAnchor { get; } =
        new RefusalChain<VerifyScenario>("verify anchor", () => new VerifyScenario(), it => it.VerifyAnchor())
            .Then(WorkerErrors.SessionUnknown, it => it.Sessions = WorkerStates.Closed)
            .Then(WorkerErrors.SessionExpired, it => it.Sessions = WorkerStates.Expired)
            .Then(OwnershipErrors.AnchorSignatureInvalid, it => it.SessionKey = Samples.OtherKey);

    private static RefusalChain<Scenario> Anchor { get; } =
        new RefusalChain<Scenario>(
            "anchor", () => new Scenario { State = OwnershipState.Initial }, it => it.Decide(OwnershipSamples.Anchor(it.Tuple, it.Signer, nonce: 22)))
            .Then(OwnershipErrors.AnchorMismatch, it => it.Signer = Stranger)
            .Then(OwnershipErrors.AnchorUntimely, it => it.Tuple = it.Tuple with { Timestamp = SlotTime + 301 })
            .Then(OwnershipErrors.AnchorEmpty, it => it.Tuple = it.Tuple with { ContentBytes = 0 })
            .Then(OwnershipErrors.AlreadyAnchored, it => it.State = After(Anchored, TransferTo(Licensee)));

    private static RefusalChain<Scenario> AnchorAgain { get; } =
        new RefusalChain<Scenario>("anchor again", () => new Scenario(), it => it.Decide(OwnershipSamples.Anchor(it.Tuple, nonce: 22)))
            .Then(OwnershipErrors.AlreadyAnchored, it => it.Tuple = it.Tuple with { Kind = ContentKind.Model });

    private static RefusalChain<Scenario> BindRecords { get; } =
        new RefusalChain<Scenario>(
            "bind records",
            () => new Scenario { Tuple = FirstAnchor with { RecordsRoot = SampleClaim.RecordsRoot } },
            it => it.Decide(OwnershipSamples.Anchor(it.Tuple, nonce: 22)))
            .Then(OwnershipErrors.AlreadyAnchored, it => it.Tuple = it.Tuple with { Owner = Stranger })
            .Then(OwnershipErrors.RecordsRootFixed, it => it.State = it.State with { RecordsRoot = Samples.Hash("other records") });

    private static RefusalChain<Scenario> Transfer { get; } =
        new RefusalChain<Scenario>("transfer", () => new Scenario { Other = Licensee }, it => it.Decide(TransferTo(it.Other, it.Signer)))
            .Then(OwnershipErrors.NotFound, it => it.State = OwnershipState.Initial)
            .Then(OwnershipErrors.NotOwner, it => it.Signer = Stranger)
            .Then(OwnershipErrors.NewOwnerInvalid, it => it.Other = default);

    private static RefusalChain<Scenario> Grant { get; } =
        new RefusalChain<Scenario>("grant licence", () => new Scenario(), it => it.Decide(GrantOf(it.Terms with { Signer = it.Signer })))
            .Then(OwnershipErrors.NotFound, it => it.State = OwnershipState.Initial)
            .Then(OwnershipErrors.NotGrantor, it => it.Signer = Stranger)
            .Then(OwnershipErrors.LicenceInvalid, it => it.Terms = it.Terms with { ExpiresAt = Samples.Now })
            .Then(OwnershipErrors.TooManyLicences, it => it.State = it.State with
            {
                Licences = Enumerable.Range(0, LicenceRules.LicencesMaximum).ToImmutableDictionary(
                    i => new LicenceId(Samples.Hash("licence " + i)), _ => new Licence(OwnershipSamples.Grant, Samples.Now, null)),
            });

    private static RefusalChain<Scenario> Revoke { get; } =
        new RefusalChain<Scenario>(
            "revoke licence", () => new Scenario { State = Licensed }, it => it.Decide(OwnershipSamples.Revoke(GrantId, it.Signer)))
            .Then(OwnershipErrors.NotFound, it => it.State = OwnershipState.Initial)
            .Then(OwnershipErrors.NotOwner, it => it.Signer = Licensee)
            .Then(OwnershipErrors.LicenceUnknown, it => it.State = it.State with { Licences = it.State.Licences.Clear() });

    private static RefusalChain<Scenario> Delegate { get; } =
        new RefusalChain<Scenario>("delegate", () => new Scenario(), it => it.Decide(DelegateUntil(it.ExpiresAt, it.Signer)))
            .Then(OwnershipErrors.NotFound, it => it.State = OwnershipState.Initial)
            .Then(OwnershipErrors.NotOwner, it => it.Signer = OwnershipSamples.Delegate)
            .Then(OwnershipErrors.DelegationInvalid, it => it.ExpiresAt = Samples.Now)
            .Then(OwnershipErrors.TooManyDelegations, it => it.State = it.State with
            {
                Delegations = [.. Enumerable.Range(0, LicenceRules.DelegationsMaximum)
                    .Select(i => new Delegation(Samples.Key("delegate " + i).Address, Samples.Now + 1))],
            });

    private static RefusalChain<Scenario> Consent { get; } =
        new RefusalChain<Scenario>(
            "consent",
            () => new Scenario(),
            it => it.Decide(ConsentOf(OwnershipSamples.Consent with { Signer = it.Signer, ExpiresAt = it.ExpiresAt })))
            .Then(OwnershipErrors.NotFound, it => it.State = OwnershipState.Initial)
            .Then(OwnershipErrors.NotOwner, it => it.Signer = Stranger)
            .Then(OwnershipErrors.ConsentInvalid, it => it.ExpiresAt = Samples.Now)
            .Then(OwnershipErrors.TooManyConsents, it => it.State = it.State with
            {
                Consents = Enumerable.Range(0, LicenceRules.ConsentsMaximum).ToImmutableDictionary(
                    i => new ProgramId(Samples.Hash("program " + i)), _ => Samples.Now + 1),
            });

    private static RefusalChain<Scenario> Claim { get; } =
        new RefusalChain<Scenario>(
            "state claim",
            () => new Scenario { State = WithRecords },
            it => it.Decide(OwnershipSamples.Claim(it.Content, it.Proof, it.Signer, id: it.Claimed)))
            .Then(OwnershipErrors.NotFound, it => it.State = OwnershipState.Initial)
            .Then(OwnershipErrors.NotOwner, it => it.Signer = Stranger)
            .Then(OwnershipErrors.ClaimMismatch, it => it.Claimed = SampleClaim.Unproven.ComputeId())
            .Then(OwnershipErrors.ClaimInvalid, it => it.Proof = null)
            .Then(OwnershipErrors.TooManyClaims, it => it.State = it.State with
            {
                Claims = Enumerable.Range(0, ClaimRules.ClaimsMaximum).ToImmutableDictionary(
                    i => new ClaimId(Samples.Hash("claim " + i)), _ => new Claim(SampleClaim.Unproven, false, Samples.Now)),
            });

    private static RefusalChain<Scenario> VerifyClaim { get; } =
        new RefusalChain<Scenario>("verify claim", () => new Scenario(), it =>
        {
            VerifiedClaim.TryVerify(it.Content, SampleClaim.VerificationKey, SampleClaim.Proof, out _, out var refusal);
            return refusal;
        })
            .Then(OwnershipErrors.ClaimMismatch, it => it.Content = it.Content with { ProofHash = Samples.Hash("other proof") })
            .Then(OwnershipErrors.ClaimUnproven, it => it.Content = it.Content with { Signals = [SampleClaim.RecordsRoot, SampleClaim.Number(10_001)] });

    private static RefusalChain<VerifyScenario> VerifyRequest { get; } =
        new RefusalChain<VerifyScenario>("verify key request", () => new VerifyScenario(), it => it.VerifyRequest())
            .Then(WorkerErrors.SessionUnknown, it => it.Sessions = WorkerStates.Closed)
            .Then(WorkerErrors.SessionExpired, it => it.Sessions = WorkerStates.Expired)
            .Then(OwnershipErrors.KeyRequestSignatureInvalid, it => it.SessionKey = Samples.OtherKey);

    private static RefusalChain<VerifyScenario> VerifyAccount { get; } =
        new RefusalChain<VerifyScenario>("verify key request's account", () => new VerifyScenario(), it => it.VerifyRequest())
            .Then(OwnershipErrors.KeyRequestSignatureInvalid, it => it.AccountKey = Samples.OtherKey);

    private static RefusalChain<Scenario> Request { get; } =
        new RefusalChain<Scenario>(
            "request key",
            () => new Scenario { State = Licensed },
            it => it.Decide(OwnershipSamples.Request(it.Account, it.Scope, priceMaximum: it.PriceMaximum)))
            .Then(OwnershipErrors.NotFound, it => it.State = OwnershipState.Initial)
            .Then(AccountErrors.CommandExpired, it => it.Now = Deadline)
            .Then(OwnershipErrors.NotLicensed, it => it.Account = Samples.OtherKey)
            .Then(OwnershipErrors.ScopeNotLicensed, it => it.Scope = LicenceScope.Training)
            .Then(OwnershipErrors.PriceAboveMaximum, it => it.PriceMaximum = 4)
            .Then(OwnershipErrors.TooManyKeyRequests, it =>
            {
                var open = new OpenKeyRequest(
                    OwnershipSamples.Request(Samples.SubmitterKey).Request.Order, Signature, Signature, Samples.Worker, null, Amount.Zero, Samples.Now);
                it.State = it.State with
                {
                    KeyRequests = Enumerable.Range(0, KeyRules.OpenRequestsMaximum).ToImmutableDictionary(
                        i => new OperationId(Samples.Hash("request " + i)), _ => open),
                };
            });

    /// <summary>Which licence is said to be missing: the one that comes closest.</summary>
    private static RefusalChain<Scenario> Access { get; } =
        new RefusalChain<Scenario>(
            "access",
            () => new Scenario { State = Licensed },
            it => LazAI.Protocol.Ownership.Access.MayUse(it.State, it.Account.Address, LicenceScope.Inference, it.Now) is AccessRefused refused
                ? refused.Reason
                : null)
            .Then(OwnershipErrors.NotFound, it => it.State = OwnershipState.Initial)
            .Then(OwnershipErrors.NotLicensed, it => it.Account = Samples.OtherKey)
            .Then(OwnershipErrors.ScopeNotLicensed, it => it.SetTerms(OwnershipSamples.Grant with { Scope = LicenceScope.Training }))
            .Then(OwnershipErrors.LicenceExpired, it => it.Now = OwnershipSamples.Grant.ExpiresAt)
            .Then(OwnershipErrors.LicenceRevoked, it => it.State = After(it.State, OwnershipSamples.Revoke(GrantId)));

    private static RefusalChain<Scenario> Release { get; } =
        new RefusalChain<Scenario>("release key", () => new Scenario(), it => it.Decide(OwnershipSamples.Release(it.Envelope, it.Signer)))
            .Then(OwnershipErrors.NotFound, it => it.State = OwnershipState.Initial)
            .Then(OwnershipErrors.NotOwner, it => it.Signer = Stranger)
            .Then(OwnershipErrors.EnvelopeInvalid, it => it.Envelope = new byte[KeyRules.DataKeySize])
            .Then(OwnershipErrors.TooManyKeys, it => it.State = it.State with
            {
                Keys = Enumerable.Range(0, KeyRules.WrappedKeysMaximum).ToImmutableDictionary(
                    i => new SessionId(Samples.Hash("session " + i)), _ => new WrappedKey(OwnershipSamples.Envelope, Samples.Now + 1)),
            });

    private static RefusalChain<JointScenario> Joint { get; } =
        new RefusalChain<JointScenario>("joint analysis", () => new JointScenario(), it => it.Refuse())
            .Then(OwnershipErrors.OutputPolicyInvalid, it => it.Policy = it.Policy with { GroupRecordsMinimum = 1 })
            .Then(OwnershipErrors.ProgramMismatch, it => it.Program = it.Program with { DataSetsRoot = Samples.Hash("other data sets") })
            .Then(OwnershipErrors.NotFound, it => it.States = it.States.SetItem(0, OwnershipState.Initial))
            .Then(OwnershipErrors.ConsentMissing, it => it.States = it.States.SetItem(0, it.States[0] with { Consents = it.States[0].Consents.Clear() }))
            .Then(OwnershipErrors.ConsentExpired, it => it.Now = JointSamples.ExpiresAt);

    private static RefusalChain<JointScenario> Output { get; } =
        new RefusalChain<JointScenario>("joint output", () => new JointScenario(), it => JointAnalysis.Release(it.Policy, 2, it.Groups).Refusal)
            .Then(OwnershipErrors.OutputMalformed, it => it.Groups = [.. it.Groups, .. it.Groups])
            .Then(OwnershipErrors.OutputTooLarge, it => it.Policy = it.Policy with { OutputBytesMaximum = 10 });

    internal sealed class Scenario
    {
        public OwnershipState State { get; set; } = Anchored;

        public OwnershipAnchor Tuple { get; set; } = OwnershipSamples.FirstAnchor;

        public Address Signer { get; set; } = Owner;

        public Address Other { get; set; }

        public LicenceGrant Terms { get; set; } = OwnershipSamples.Grant with { Nonce = 33 };

        public Slot ExpiresAt { get; set; } = Samples.Now + 1;

        public ClaimContent Content { get; set; } = SampleClaim.Content;

        public ClaimId Claimed { get; set; } = SampleClaim.Content.ComputeId();

        public VerifiedClaim? Proof { get; set; } = SampleClaim.Verified;

        public Secp256k1PrivateKey Account { get; set; } = Samples.Key("licensee");

        public LicenceScope Scope { get; set; } = LicenceScope.Inference;

        public ulong PriceMaximum { get; set; } = 5;

        public byte[] Envelope { get; set; } = OwnershipSamples.Envelope;

        public Slot Now { get; set; } = Samples.Now;

        public void SetTerms(LicenceGrant terms) =>
            State = State with { Licences = State.Licences.SetItem(GrantId, State.Licences[GrantId] with { Terms = terms }) };

        public Rejection? Decide(OwnershipCommand command) =>
            Refusal.Of(OwnershipAggregate.Decide(State, command, Samples.Rules, Now));
    }

    internal sealed class VerifyScenario
    {
        public WorkerState Sessions { get; set; } = WorkerStates.Online;

        public Secp256k1PrivateKey SessionKey { get; set; } = Samples.SessionKey;

        public Secp256k1PrivateKey AccountKey { get; set; } = Samples.Key("licensee");

        public Rejection? VerifyAnchor()
        {
            var signature = SessionKey.Sign(Samples.Domain.Digest(FirstAnchor.StructHash()));
            var verifies = VerifiedAnchor.TryVerify(
                Samples.Domain, Samples.Worker, Sessions, FirstAnchor, signature, Samples.Now, out var verified, out var refusal);
            Assert.Equal(verifies, verified is not null);
            return refusal;
        }

        public Rejection? VerifyRequest()
        {
            var order = new KeyRequest(
                Licensee, OwnershipSamples.Content, Samples.SessionId, LicenceScope.Inference, new Amount(5), 1, Deadline);
            var digest = Samples.Domain.Digest(order.StructHash());
            var verifies = VerifiedKeyRequest.TryVerify(
                Samples.Domain, Samples.Worker, Sessions, order, AccountKey.Sign(digest), SessionKey.Sign(digest), Samples.Now, out var verified,
                out var refusal);
            Assert.Equal(verifies, verified is not null);
            return refusal;
        }
    }

    internal sealed class JointScenario
    {
        public AnalysisProgram Program { get; set; } = JointSamples.Program;

        public OutputPolicy Policy { get; set; } = JointSamples.Policy;

        public ImmutableArray<OwnershipState> States { get; set; } = JointSamples.States;

        public ImmutableArray<AnalysisGroup> Groups { get; set; } = [new("a", [5, 5], [1])];

        public Slot Now { get; set; } = Samples.Now;

        public Rejection? Refuse() => JointAnalysis.Refuse(Program, Policy, JointSamples.DataSets, States, Now);
    }
}
