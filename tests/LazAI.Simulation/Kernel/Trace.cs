using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LazAI.Simulation.Kernel;

/// <summary>What has happened, as a running hash and the last lines in words.</summary>
public sealed class Trace(SimulationKernel kernel, int linesKept, Action<string>? output)
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Queue<string> _lines = new();

    public IEnumerable<string> LastLines => _lines;

    public string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Write(string what, ReadOnlySpan<byte> content = default)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{kernel.Now.TotalSeconds,10:0.0000} {what}");
        _hash.AppendData(Encoding.UTF8.GetBytes(line));
        _hash.AppendData(content);
        output?.Invoke(line);
        _lines.Enqueue(line);
        if (_lines.Count > linesKept)
        {
            _lines.Dequeue();
        }
    }
}
