using LazAI.Cryptography;
using LazAI.Protocol.Api;
using LazAI.Protocol.Ownership;

namespace LazAI.Grains.Queries;

/// <summary>Anchored data sets and models, in the order in which they were anchored. A projection of the log.</summary>
public interface IDataSetIndex
{
    /// <param name="owner">Whose; null for all.</param>
    ValueTask<Page<ContentHash>> ListAsync(Address? owner, string? cursor, int limit, CancellationToken cancellationToken = default);
}
