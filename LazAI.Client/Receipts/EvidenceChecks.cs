using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Protocol.Receipts;
using LazAI.Protocol.Workers;

namespace LazAI.Client.Receipts;

/// <summary>That the session's key belongs to an enclave as the model's policy demands it.</summary>
internal sealed class EvidenceChecks
{
    private const string NotAuthentic = "Nothing can be said of evidence that is not authentic.";

    private readonly Receipt _receipt;
    private readonly EvidenceFacts? _facts;
    private readonly DateTimeOffset _at;
    private readonly string? _refusal;

    /// <param name="receipt">The receipt.</param>
    /// <param name="verifier">Judges authenticity at the time at which the service did, which is close to the one that the evidence is bound to.</param>
    public EvidenceChecks(Receipt receipt, EvidenceVerifier verifier)
    {
        _receipt = receipt;
        var session = receipt.Session;
        if (session.VerifiedAt > (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            _refusal = "The time of its verification is no time.";
            return;
        }

        // Collateral ends, so that evidence is verified as of the time when it was fresh; another time would be the choice of whoever wrote it.
        var distance = Int128.Abs((Int128)session.VerifiedAt - session.Timestamp);
        if (distance > WorkerSession.VerificationSecondsMaximum)
        {
            _refusal = $"It was verified {distance} s away from the time that it is bound to; at most {WorkerSession.VerificationSecondsMaximum} s are allowed.";
            return;
        }

        _at = DateTimeOffset.FromUnixTimeSeconds((long)session.VerifiedAt);
        CollateralBundle? bundle = null;
        if (receipt.Collateral is { } file && !CollateralBundle.TryParse(file, out bundle, out var malformed))
        {
            _refusal = $"{malformed.Detail} ({malformed.Code}).";
            return;
        }

        switch (verifier.Verify(receipt.Evidence, bundle, _at))
        {
            case EvidenceVerified verified:
                _facts = verified.Facts;
                break;
            case EvidenceRefused { Code: AttestationErrors.RootUntrusted } refused:
                _refusal = $"You do not trust its root: {refused.Detail} ({refused.Code}).";
                break;
            case EvidenceRefused refused:
                _refusal = $"{refused.Detail} ({refused.Code}).";
                break;
        }
    }

    public bool IsDevelopment => _facts?.IsDevelopment == true;

    public Finding Session()
    {
        var session = _receipt.Session;
        if (!TryReadKey(session.SigningPublicKey, out var signing) || !TryReadKey(session.EncryptionPublicKey, out var encryption))
        {
            return Finding.Fail("The session's keys are not compressed secp256k1 keys in lower-case hexadecimal.");
        }

        if (signing.ToAddress() != session.SigningKey)
        {
            return Finding.Fail($"The signing key's address is {signing.ToAddress()}.");
        }

        if (session.ReattestationReason is not null)
        {
            return Finding.Fail("A receipt has its session as it was opened, before anything was to be renewed.");
        }

        return Finding.From(
            SessionBinding.TryCreate(
                _receipt.Worker, signing.ToCompressed(), encryption.ToCompressed(), session.Nonce, session.Timestamp, out var binding)
                && binding.ReportData.AsSpan()[..Bytes32.Size].SequenceEqual(session.Id.Value.AsSpan())
                ? null
                : "The session id is not the hash of worker, keys, nonce and time stamp.",
            $"Its id is the hash of worker {_receipt.Worker}, both keys, the service's nonce and the time stamp.");
    }

    public Finding Authenticity() => _facts is not { } facts
        ? Finding.Fail($"The evidence is not authentic: {_refusal}")
        : Finding.Pass(IsDevelopment
            ? $"{ReceiptVerification.DevelopmentWarning} Every signature holds up to the development root {facts.Root}, which you trust."
            : facts.Azure is { Issuer: { } issuer } ? $"{issuer} has signed it, by the keys that you trust."
            : $"Every signature holds up to the vendor's root {facts.Root}, at {_at:u}{CollateralNote(facts)}.");

    public Finding Binding() => _facts is not { } facts
        ? Finding.Fail(NotAuthentic)
        : Finding.From(
            facts.ReportData == new ReportData(_receipt.Session.Id.Value.AsSpan()).ToString()[2..]
                ? null
                : "The evidence's REPORTDATA is not the session id.",
            "The evidence's REPORTDATA is the session id, so the keys were made inside.");

    /// <summary>What the receipt says of the evidence is what the evidence says.</summary>
    public Finding Statement() => _facts is not { } facts
        ? Finding.Fail(NotAuthentic)
        : Finding.From(
            facts.Unbound() == _receipt.Session.Evidence ? null : "The receipt says something else of the evidence than the evidence itself.",
            $"{facts.Kind}, measurement {facts.Measurement}{(facts.Debug ? ", DEBUG MODE" : "")}.");

    public Finding Policy()
    {
        if (_facts is not { } facts)
        {
            return Finding.Fail(NotAuthentic);
        }

        var judgement = _receipt.Model.Evidence.Judge(facts, null, _at);
        var accepted = string.Join(' ', judgement.Tolerances.Select(tolerance => tolerance.Message).Prepend("The model's policy accepts this evidence."));
        return Finding.From(
            judgement.IsAccepted ? null : string.Join(' ', judgement.Reasons.Select(reason => $"{reason.Message} ({reason.Code})")),
            IsDevelopment ? $"{accepted} {ReceiptVerification.DevelopmentWarning}" : accepted);
    }

    private static string CollateralNote(EvidenceFacts facts) => facts switch
    {
        { Tcb: { } tcb } => $", by collateral of {tcb.CollateralIssued:u} that held until {tcb.CollateralNextUpdate:u} (TCB status {tcb.Status})",
        { Guest.RevocationChecked: false } => ", revocation not checked",
        _ => "",
    };

    private static bool TryReadKey(string hex, out Secp256k1PublicKey key)
    {
        Span<byte> bytes = stackalloc byte[Secp256k1PublicKey.CompressedSize];
        key = null!;
        if (hex.Length != 2 + (2 * bytes.Length)
            || Convert.FromHexString(hex.AsSpan(2), bytes, out _, out _) != System.Buffers.OperationStatus.Done
            || !Secp256k1PublicKey.TryParse(bytes, out var parsed)
            || parsed.ToString() != hex)
        {
            return false;
        }

        key = parsed;
        return true;
    }
}
