using System.Collections.Immutable;
using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Cryptography.Groth16;
using LazAI.Protocol;
using LazAI.Protocol.Api;

namespace LazAI.Client.Receipts;

/// <summary>
/// What a verifier already knows and does not take from the receipt. Nothing is trusted by default: without a root no evidence is
/// authentic, without network and models these parts are reported as not checked.
/// </summary>
/// <param name="Roots">Roots that quotes may end in; AMD's are trusted.</param>
/// <param name="Network">The network that the receipt must be of.</param>
/// <param name="ModelDescriptions">Hashes (<see cref="Protocol.Models.ModelDescription.ComputeHash"/>) of the descriptions that the verifier has read
/// and accepts. Empty leaves price and evidence policy to the model's publisher, who has signed them.</param>
/// <param name="Setups">Hashes of verification keys whose ceremony the verifier trusts; others prove nothing to it.</param>
/// <param name="DevelopmentSetups">The same of development set-ups: whoever made such a key can prove anything with it.</param>
/// <param name="AzureKeys">Hashes of bundles with keys of Azure Attestation that the verifier trusts: nothing signs these.</param>
public sealed record ReceiptTrust(
    ImmutableArray<TrustedRoot> Roots,
    NetworkIdentity? Network,
    ImmutableArray<Bytes32> ModelDescriptions,
    ImmutableArray<Bytes32> Setups = default,
    ImmutableArray<Bytes32> DevelopmentSetups = default,
    ImmutableArray<Bytes32> AzureKeys = default)
{
    /// <summary>Whether a verification key is one of these. The mark of a development set-up decides which list it must be on.</summary>
    internal SetupVerdict Judge(VerificationKey key) => key.IsOfInsecureDevelopmentSetup
        ? DevelopmentSetups.IsDefaultOrEmpty
            ? SetupVerdict.DevelopmentKey
            : SetupPolicy.InsecureTrustingDevelopmentKeys(DevelopmentSetups).Judge(key)
        : SetupPolicy.Trusting(Setups.IsDefault ? [] : Setups).Judge(key);
}

/// <summary>A network as a verifier pins it.</summary>
/// <param name="GenesisTime">When slot 0 began: seconds since 1970.</param>
/// <param name="Rules">The rules in force.</param>
public sealed record NetworkIdentity(ulong ChainId, Bytes32 GenesisHash, long GenesisTime, ProtocolRules Rules)
{
    /// <summary>What a service says of itself; worth as much as the reason to believe that service.</summary>
    public static NetworkIdentity From(NetworkStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return new NetworkIdentity(status.ChainId, status.GenesisHash, status.GenesisTime, status.Rules);
    }
}
