using System.Collections.Immutable;
using LazAI.Attestation;

namespace LazAI.Testing.Attestation;

/// <summary>What a <see cref="TestIntel"/> publishes at one time.</summary>
/// <param name="Issued">When it signs everything.</param>
public sealed record IntelPublication(DateTimeOffset Issued)
{
    /// <summary>How long TCB info, identity and lists hold; Intel's hold for 30 days.</summary>
    public TimeSpan Validity { get; init; } = TimeSpan.FromDays(30);

    public int EvaluationDataNumber { get; init; } = 17;

    /// <summary>The status of the level that <see cref="IntelPlatform"/> reaches.</summary>
    public TcbStatus Status { get; init; } = TcbStatus.UpToDate;

    /// <summary>Advisories of that level.</summary>
    public ImmutableArray<string> Advisories { get; init; } = [];

    /// <summary>Platforms whose certificates are revoked.</summary>
    public ImmutableArray<IntelPlatform> RevokedPlatforms { get; init; } = [];

    /// <summary>Whether the root has revoked the authority for platforms.</summary>
    public bool IsAuthorityRevoked { get; init; }

    /// <summary>Whether the root has revoked the signer of TCB info and identities.</summary>
    public bool IsSignerRevoked { get; init; }

    internal DateTimeOffset NextUpdate => Issued + Validity;
}
