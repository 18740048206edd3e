using LazAI.Protocol.Api;
using LazAI.Protocol.Ownership;

namespace LazAI.Grains.Queries;

/// <summary>Uses of data sets and models, and what they have cost. A projection of the log.</summary>
public interface IDataSetUseIndex
{
    /// <summary>The uses of one content, newest first.</summary>
    ValueTask<Page<UseView>> ListAsync(ContentHash content, string? cursor, int limit, CancellationToken cancellationToken = default);

    /// <summary>One use, or null.</summary>
    ValueTask<UseView?> FindAsync(UseId use, CancellationToken cancellationToken = default);
}
