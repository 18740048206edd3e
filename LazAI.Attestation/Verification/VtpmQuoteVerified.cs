using System.Collections.Immutable;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>A quote of the virtual TPM that belongs to the hardware evidence. Only a verifier can make this value.</summary>
public sealed record VtpmQuoteVerified : EvidenceVerification
{
    internal VtpmQuoteVerified(in TpmQuote quote, HclReportType hardware, string? userData, ImmutableArray<Bytes32> pcrs)
    {
        Hardware = hardware;
        UserData = userData;
        PcrSelection = quote.PcrSelection;
        PcrDigest = quote.PcrDigest;
        var selection = quote.PcrSelection;
        Pcrs = [.. pcrs.Select((value, number) => TpmQuote.IsSelected(selection, number) ? value : default(Bytes32?))];
    }

    /// <summary>The hardware under the paravisor.</summary>
    public HclReportType Hardware { get; }

    /// <inheritdoc cref="HclRuntimeData.UserData"/>
    public string? UserData { get; }

    /// <inheritdoc cref="TpmQuote.PcrSelection"/>
    public uint PcrSelection { get; }

    /// <inheritdoc cref="TpmQuote.PcrDigest"/>
    public Bytes32 PcrDigest { get; }

    /// <summary>
    /// The values that were given and match the digest, by number; null for one that the TPM did not quote, whatever was given. Empty
    /// when none were given.
    /// </summary>
    public ImmutableArray<Bytes32?> Pcrs { get; }
}
