using System.Text;
using LazAI.Protocol.Models;

namespace LazAI.Client.DataSets;

/// <summary>
/// What workers that take data sets do with them. Each is an engine like any other, so that the work is ordered, paid and verified as a task; its
/// input says which data sets, and the bytes of these are the worker's to fetch.
/// </summary>
public static class DataSetEngines
{
    /// <summary>Hashes content and signs who has brought it: input <see cref="AnchorTask"/>, output <see cref="AnchorTuple"/>.</summary>
    public const string Anchor = DataSetEngineNames.Anchor;

    /// <summary>Counts and sums by groups over several owners' data sets: input <see cref="AnalysisTask"/>, output what its policy lets out.</summary>
    public const string GroupSum = DataSetEngineNames.GroupSum;

    /// <summary>Changes whenever inputs would be read, or outputs made, otherwise.</summary>
    public const string Version = "1";

    /// <summary>Whether <paramref name="engine"/> is one of these.</summary>
    public static bool IsOne(string engine) => DataSetEngineNames.Contains(engine);

    /// <summary>The weight file of every model with this engine. There is nothing to weigh; but a model has a file.</summary>
    public static byte[] WeightsOf(string engine) => Encoding.UTF8.GetBytes($"{engine} {Version}\n");
}
