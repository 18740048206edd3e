using System.Collections.Immutable;

namespace LazAI.Attestation;

/// <summary>What all TCB levels say, whatever they are levels of.</summary>
/// <param name="Status">Intel's word for the level.</param>
/// <param name="TcbDate">All updates that were published up to this day are in the level.</param>
/// <param name="AdvisoryIds">Security advisories that concern the level, such as <c>INTEL-SA-00615</c>.</param>
public abstract record TcbLevel(TcbStatus Status, DateTimeOffset TcbDate, ImmutableArray<string> AdvisoryIds);

/// <summary>A level of a platform.</summary>
/// <param name="SgxComponents">16 components, to be compared with those of the PCK certificate.</param>
/// <param name="PceSvn">The provisioning certification enclave's least security version.</param>
/// <param name="TdxComponents">16 components, to be compared with TEE_TCB_SVN; none in TCB info for SGX.</param>
public sealed record PlatformTcbLevel(
    ImmutableArray<TcbComponent> SgxComponents,
    int PceSvn,
    ImmutableArray<TcbComponent> TdxComponents,
    TcbStatus Status,
    DateTimeOffset TcbDate,
    ImmutableArray<string> AdvisoryIds) : TcbLevel(Status, TcbDate, AdvisoryIds);

/// <summary>A level of software with one security version: a quoting enclave or a TDX module.</summary>
/// <param name="IsvSvn">The least security version.</param>
public sealed record IsvTcbLevel(int IsvSvn, TcbStatus Status, DateTimeOffset TcbDate, ImmutableArray<string> AdvisoryIds)
    : TcbLevel(Status, TcbDate, AdvisoryIds)
{
    /// <summary>The first level, newest first, that a security version reaches; null when it reaches none.</summary>
    internal static IsvTcbLevel? Select(ImmutableArray<IsvTcbLevel> levels, int isvSvn)
    {
        foreach (var level in levels)
        {
            if (isvSvn >= level.IsvSvn)
            {
                return level;
            }
        }

        return null;
    }
}
