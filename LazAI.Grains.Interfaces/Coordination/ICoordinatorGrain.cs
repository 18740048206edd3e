using LazAI.Cryptography;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Coordination;

namespace LazAI.Grains.Coordination;

/// <summary>The VSC coordinator of S1: follows the log and sets in motion what is due; key 0.</summary>
[Alias("LazAI.ICoordinatorGrain")]
public interface ICoordinatorGrain : IGrainWithIntegerKey
{
    /// <summary>Starts following the log, or finds it followed.</summary>
    [Alias("Start")]
    Task StartAsync();

    /// <summary>The sessions among which tasks are drawn now; null until the log has been followed to its end.</summary>
    [ReadOnly]
    [Alias("CountSessions")]
    Task<SessionCensus?> CountSessionsAsync();

    /// <summary>The panel that duties are drawn from now; null before the first election, and until the log has been followed to its end.</summary>
    [ReadOnly]
    [Alias("GetPanel")]
    Task<PublishedPanel?> GetPanelAsync();

    /// <summary>What a challenger has the duty to check, the most urgent first; null until the log has been followed to its end.</summary>
    [ReadOnly]
    [Alias("GetDuties")]
    Task<ChallengerDuties?> GetDutiesAsync(Address challenger, int maximum);
}
