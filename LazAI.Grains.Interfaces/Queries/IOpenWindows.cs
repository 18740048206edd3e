using LazAI.Protocol.Api;

namespace LazAI.Grains.Queries;

/// <summary>Results that may still be challenged, in the order in which they were verified. A projection of the log.</summary>
public interface IOpenWindows
{
    /// <param name="after">Where the reader has come to; 0 for the beginning.</param>
    ValueTask<DisputableResults> ListAsync(long after, int limit, CancellationToken cancellationToken = default);
}
