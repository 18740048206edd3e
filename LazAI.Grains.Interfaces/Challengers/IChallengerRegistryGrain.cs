using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Encoding;

namespace LazAI.Grains.Challengers;

/// <summary>The registry of the network's challengers; its key is <see cref="ChallengerRegistry.Key"/>.</summary>
/// <remarks>Signatures of applications and withdrawals have been checked; those of elections and reports are checked here.</remarks>
[Alias("LazAI.IChallengerRegistryGrain")]
public interface IChallengerRegistryGrain : IGrainWithStringKey
{
    /// <param name="isTrial">Change nothing; the answer is what it would be.</param>
    [Alias("Apply")]
    Task<Rejection?> ApplyAsync(ChallengerApplication application, bool isTrial);

    /// <param name="isTrial">Change nothing; the answer is what it would be.</param>
    [Alias("Withdraw")]
    Task<Rejection?> WithdrawAsync(ChallengerWithdrawal withdrawal, bool isTrial);

    [Alias("Elect")]
    Task<Rejection?> ElectAsync(ChallengerElection election, DecisionCertificate certificate);

    [Alias("Report")]
    Task<Rejection?> ReportAsync(ReportChecksRequest report);

    /// <summary>Counts what the log says that challengers have done.</summary>
    [Alias("RecordActivity")]
    Task<Rejection?> RecordActivityAsync(ChallengerCommand.RecordActivity activity);

    /// <summary>Why this account may not challenge results now, or null.</summary>
    [ReadOnly]
    [Alias("RefuseChallenger")]
    Task<Rejection?> RefuseChallengerAsync(Address challenger);

    [ReadOnly]
    [Alias("Get")]
    Task<ChallengerState> GetAsync();
}

/// <summary>There is one registry, the stream <c>challengers/registry</c>.</summary>
public static class ChallengerRegistry
{
    public const string Kind = "challengers";

    public const string Key = "registry";
}
