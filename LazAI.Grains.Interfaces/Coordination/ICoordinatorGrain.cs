namespace LazAI.Grains.Coordination;

/// <summary>The VSC coordinator of S1: follows the log and sets in motion what is due; key 0.</summary>
[Alias("LazAI.ICoordinatorGrain")]
public interface ICoordinatorGrain : IGrainWithIntegerKey
{
    /// <summary>Starts following the log, or finds it followed.</summary>
    [Alias("Start")]
    Task StartAsync();
}
