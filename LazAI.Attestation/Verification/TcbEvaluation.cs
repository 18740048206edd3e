using System.Collections.Immutable;

namespace LazAI.Attestation;

/// <summary>What Intel's collateral says of a platform, its quoting enclave and, for TDX, its module.</summary>
public sealed record TcbEvaluation
{
    internal TcbEvaluation()
    {
    }

    /// <summary>The status of the whole: the worst of platform, quoting enclave and module, as Intel puts them together.</summary>
    public required TcbStatus Status { get; init; }

    /// <summary>The advisories of the chosen levels, each once, in the order platform, module, quoting enclave.</summary>
    public required ImmutableArray<string> AdvisoryIds { get; init; }

    /// <summary>The newest level that the platform reaches.</summary>
    public required PlatformTcbLevel PlatformLevel { get; init; }

    /// <summary>The newest level that the quoting enclave reaches.</summary>
    public required IsvTcbLevel QeLevel { get; init; }

    /// <summary>The newest level that the TDX module reaches; null for SGX and for modules of major version 0, which have none.</summary>
    public required IsvTcbLevel? ModuleLevel { get; init; }

    /// <summary>What is older than in the newest levels; empty when all is new.</summary>
    public required ImmutableArray<TcbShortfall> Shortfalls { get; init; }

    /// <summary>The number of the TCB info.</summary>
    public required int TcbEvaluationDataNumber { get; init; }

    /// <summary>The family of platforms.</summary>
    public required string Fmspc { get; init; }

    /// <inheritdoc cref="PckExtension.IsDynamicPlatform"/>
    public required bool? IsDynamicPlatform { get; init; }

    /// <inheritdoc cref="PckExtension.HasCachedKeys"/>
    public required bool? HasCachedKeys { get; init; }

    /// <inheritdoc cref="PckExtension.IsSmtEnabled"/>
    public required bool? IsSmtEnabled { get; init; }

    /// <summary>When Intel signed the TCB info.</summary>
    public required DateTimeOffset CollateralIssued { get; init; }

    /// <summary>From when on some part of the collateral is out of date.</summary>
    public required DateTimeOffset CollateralNextUpdate { get; init; }
}
