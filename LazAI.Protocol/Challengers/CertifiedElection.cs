using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Challengers;

/// <summary>What shows that a decision was taken by those who may.</summary>
/// <param name="Kind">Which kind of authority can read it: <see cref="OperatorAuthority.Kind"/>; a quorum will have its own.</param>
public sealed record DecisionCertificate(string Kind, ReadOnlyMemory<byte> Proof);

/// <summary>Who may decide. A network has one; which one is a matter of its rules.</summary>
public interface IDecisionAuthority
{
    /// <summary>Why <paramref name="certificate"/> does not show that <paramref name="decision"/> was taken, or null.</summary>
    /// <param name="decision">Struct hash of the decision.</param>
    Rejection? Refuse(Bytes32 decision, DecisionCertificate certificate);
}

/// <summary>One account decides alone, by its signature: the operator, until quorums exist (PROTOCOL §12).</summary>
/// <param name="decider"><see cref="ProtocolRules.ChallengerElector"/>; the zero address has no key, so nobody decides.</param>
public sealed class OperatorAuthority(Eip712Domain domain, Address decider) : IDecisionAuthority
{
    public const string Kind = "operator";

    public Rejection? Refuse(Bytes32 decision, DecisionCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return certificate.Kind == Kind
            && decider != Address.Zero
            && RecoverableSignature.TryParse(certificate.Proof.Span, out var signature)
            && signature.TryRecoverAddress(domain.Digest(decision), out var signer)
            && signer == decider
            ? null
            : new Rejection(ChallengerErrors.DecisionUncertified, $"The decision is not signed by {decider}, who decides in this network.");
    }
}

/// <summary>An election or dismissal that was decided by those who may. Only <see cref="TryCertify"/> makes it.</summary>
public sealed class CertifiedElection
{
    private CertifiedElection(ChallengerElection election, DecisionCertificate certificate) =>
        (Election, Certificate) = (election, certificate);

    public ChallengerElection Election { get; }

    public DecisionCertificate Certificate { get; }

    public static bool TryCertify(
        IDecisionAuthority authority,
        ChallengerElection election,
        DecisionCertificate certificate,
        out CertifiedElection? certified,
        out Rejection? refusal)
    {
        ArgumentNullException.ThrowIfNull(authority);
        ArgumentNullException.ThrowIfNull(election);
        refusal = authority.Refuse(election.StructHash(), certificate);
        certified = refusal is null ? new CertifiedElection(election, certificate) : null;
        return refusal is null;
    }
}
