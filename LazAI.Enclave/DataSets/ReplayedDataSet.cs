using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;

namespace LazAI.Enclave.DataSets;

/// <summary>A data set as its signed history tells of it. The service relays histories; the enclave believes signatures.</summary>
public sealed record ReplayedDataSet(ContentHash Content, OwnershipState State)
{
    /// <summary>The data set, or the first thing that is wrong with its history.</summary>
    public static (ReplayedDataSet? DataSet, Rejection? Refusal) Replay(
        Eip712Domain domain, ContentHash content, IEnumerable<OwnershipEvent> history, ProtocolRules rules)
    {
        var (state, unsound) = OwnershipHistory.Replay(domain, content, history, rules);
        return state?.Content is null
            ? (null, unsound ?? new Rejection(OwnershipErrors.NotFound, $"Nobody has anchored {content}."))
            : (new ReplayedDataSet(content, state), null);
    }
}
