namespace LazAI.Attestation;

/// <summary>The format of evidence. Which root it rests on is a separate question: see <see cref="EvidenceRoot"/>.</summary>
public enum EvidenceKind
{
    /// <summary>A DCAP quote of an Intel TDX trust domain.</summary>
    TdxQuote = 0,
}
