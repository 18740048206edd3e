namespace LazAI.Protocol.Models;

/// <summary>Engines whose tasks are on data sets that are not in the request: what a worker needs for them, others give or do not give.</summary>
public static class DataSetEngineNames
{
    /// <summary>Anchors content for its submitter.</summary>
    public const string Anchor = "lazai.anchor";

    /// <summary>Counts and sums by groups over several owners' data sets.</summary>
    public const string GroupSum = "lazai.group-sum";

    /// <summary>Whether <paramref name="engine"/> is one of these.</summary>
    public static bool Contains(string engine) => engine is Anchor or GroupSum;
}
