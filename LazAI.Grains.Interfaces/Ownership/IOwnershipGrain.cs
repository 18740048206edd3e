using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;

namespace LazAI.Grains.Ownership;

/// <summary>Who owns one content, and what the owner has allowed; the key is its hash.</summary>
/// <remarks>The signers' signatures have been checked; those of enclaves are checked here. With <c>isTrial</c> nothing changes, and the answer is what it would be.</remarks>
[Alias("LazAI.IOwnershipGrain")]
public interface IOwnershipGrain : IGrainWithStringKey
{
    [Alias("Anchor")]
    Task<Rejection?> AnchorAsync(AnchorRequest request, bool isTrial);

    [Alias("Transfer")]
    Task<Rejection?> TransferAsync(OwnershipTransfer order, RecoverableSignature signature, bool isTrial);

    [Alias("GrantLicence")]
    Task<Rejection?> GrantLicenceAsync(LicenceGrant order, RecoverableSignature signature, bool isTrial);

    [Alias("RevokeLicence")]
    Task<Rejection?> RevokeLicenceAsync(LicenceRevocation order, RecoverableSignature signature, bool isTrial);

    [Alias("Delegate")]
    Task<Rejection?> DelegateAsync(GrantDelegation order, RecoverableSignature signature, bool isTrial);

    [Alias("Consent")]
    Task<Rejection?> ConsentAsync(AnalysisConsent order, RecoverableSignature signature, bool isTrial);

    /// <summary>Records a claim, and that it is proven where a proof comes with it and holds.</summary>
    [Alias("StateClaim")]
    Task<Rejection?> StateClaimAsync(StateClaimRequest request, bool isTrial);

    [Alias("RequestKey")]
    Task<Rejection?> RequestKeyAsync(RequestKeyRequest request, bool isTrial);

    [Alias("ReleaseKey")]
    Task<Rejection?> ReleaseKeyAsync(ReleaseKeyRequest request, bool isTrial);

    [ReadOnly]
    [Alias("Get")]
    Task<OwnershipState> GetAsync();

    /// <summary>Recorded events behind a version, oldest first, as the log has them.</summary>
    [Alias("ReadHistory")]
    Task<ImmutableArray<RecordedOrder>> ReadHistoryAsync(long afterVersion, int maximum);
}

/// <summary>One event of the history: its canonical JSON.</summary>
[GenerateSerializer]
[Alias("LazAI.RecordedOrder")]
public sealed record RecordedOrder([property: Id(0)] long Version, [property: Id(1)] string Type, [property: Id(2)] ReadOnlyMemory<byte> Payload);
