namespace LazAI.Validator.Hosting;

/// <summary>How a validator process runs. Bound from the section <c>Validator</c>; the command line sets the same values.</summary>
public sealed class ValidatorOptions
{
    public const string Section = "Validator";

    /// <summary>Address of the service.</summary>
    public Uri Gateway { get; set; } = new("http://127.0.0.1:8080");

    /// <summary>File with the key of the account that puts up bonds and signs challenges and reports.</summary>
    public string Key { get; set; } = "";

    /// <summary>File with the passphrase of <see cref="Key"/>; empty where that file is not encrypted.</summary>
    public string Passphrase { get; set; } = "";

    /// <summary>Folder that keeps weights, each under its hash.</summary>
    public string ModelCache { get; set; } = Path.Combine(Path.GetTempPath(), "lazai-models");

    /// <summary>Bytes of weights that are kept in memory. Fewer models stay loaded with less.</summary>
    public long ModelBytesMaximum { get; set; } = 512L * 1024 * 1024;

    /// <summary>Batches that are fetched and checked at the same time. More than there are processor cores helps only while answers are slow.</summary>
    public int Parallelism { get; set; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Results that are fetched together. More costs less each, and more memory.</summary>
    public int BatchMaximum { get; set; } = 200;

    /// <summary>Results beside duties that wait at most; what comes beyond displaces some at random. More needs more memory, some 300 bytes each.</summary>
    public int WaitingMaximum { get; set; } = 100_000;

    /// <summary>The part of the time left to its last window in which what waits must be done, from 0 to 1; a random part of the rest is let go.
    /// Less leaves more time for proofs, more checks more results under overload.</summary>
    public double WindowShare { get; set; } = 0.5;

    /// <summary>Time for traces as a share of the time for plain re-execution. Every result is computed again; of which ones the whole trace is, too, is drawn with odds that keep to
    /// this. 0 leaves it to <see cref="TraceOddsMinimum"/>.</summary>
    public double TraceShare { get; set; } = 0.3;

    /// <summary>The odds with which a trace is checked whatever it costs, from 0 to 1; with 1 all are.</summary>
    public double TraceOddsMinimum { get; set; } = 0.001;

    /// <summary>Slots before the end of a window from which on undone work is an alert.</summary>
    public int AlertSlots { get; set; } = 2;

    /// <summary>Whether to stand for election as a challenger, where the network has a registry of them and the stake is there.</summary>
    public bool Apply { get; set; } = true;

    /// <summary>Whether to report right results beside duties, too. It takes space in the log and does nobody's duty.</summary>
    public bool ReportOthers { get; set; }

    /// <summary>Loopback address for health checks and status, for instance <c>http://127.0.0.1:8095</c>; where empty a free port, which the log names.</summary>
    public string Health { get; set; } = "";
}
