namespace LazAI.Enclave.Hosting;

/// <summary>How a worker process runs. Bound from the section <c>Worker</c>; the command line sets the same values.</summary>
public sealed class WorkerOptions
{
    public const string Section = "Worker";

    /// <summary>Address of the service.</summary>
    public Uri Gateway { get; set; } = new("http://127.0.0.1:8080");

    /// <summary>File with the key of the operator's account, in whose name and at whose stake this worker runs.</summary>
    public string OperatorKey { get; set; } = "";

    /// <summary>File with the passphrase of <see cref="OperatorKey"/>; empty where that file is not encrypted.</summary>
    public string OperatorPassphrase { get; set; } = "";

    /// <summary>File with a development root. Evidence under it proves nothing about hardware; only in Development.</summary>
    public string DevelopmentRoot { get; set; } = "";

    /// <summary>Where evidence comes from: <c>development</c>, <c>configfs-tsm</c>, <c>tdx-guest</c>, <c>sev-guest</c> or <c>azure-vtpm</c>. Where empty:
    /// <see cref="DevelopmentRoot"/> if that is set, else the first that this machine has.</summary>
    public string EvidenceSource { get; set; } = "";

    /// <summary>Instance of Azure Attestation that makes a token of the hardware's evidence for each session, for instance
    /// <c>https://sharedweu.weu.attest.azure.net</c>; the hardware's own evidence is sent where empty.</summary>
    public string AzureAttestationInstance { get; set; } = "";

    /// <summary>Tasks that this worker holds at a time. More rides out longer round trips, less gives back less when it fails.</summary>
    public int Capacity { get; set; } = 512;

    /// <summary>Tasks that run at the same moment; more than there are processor cores gains nothing.</summary>
    public int Parallelism { get; set; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Work memory of one proof, in bytes: models that need more are not proven here. As many proofs as <see cref="Parallelism"/> may run.</summary>
    public long ProvingBytesMaximum { get; set; } = 1L << 30;

    /// <summary>Folder that keeps weights and proving keys, each under its hash.</summary>
    public string ModelCache { get; set; } = Path.Combine(Path.GetTempPath(), "lazai-models");

    /// <summary>Tasks that one poll asks for at most.</summary>
    public int PollItemsMaximum { get; set; } = 200;

    /// <summary>Results under one signature. More costs less per result, less gets the first ones home sooner.</summary>
    public int ResultBatchMaximum { get; set; } = 100;

    /// <summary>How long finished results wait for others, while others are under way.</summary>
    public TimeSpan ResultLinger { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long the worker may take to finish and hand in what it holds when it is told to stop.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>Loopback address for health checks, for instance <c>http://127.0.0.1:8091</c>; none where empty.</summary>
    public string Health { get; set; } = "";

    /// <summary>Largest input that is fetched from elsewhere, in bytes.</summary>
    public int InputBytesMaximum { get; set; } = 16 * 1024 * 1024;

    /// <summary>Where <c>ipfs://</c> inputs are read, for instance <c>http://127.0.0.1:8081/</c>; such inputs are declined where empty.</summary>
    public string IpfsGateway { get; set; } = "";

    /// <summary>Where <c>ar://</c> inputs are read, for instance <c>https://arweave.net/</c>; such inputs are declined where empty.</summary>
    public string ArweaveGateway { get; set; } = "";

    /// <summary>Server in this enclave that speaks the OpenAI API, by number on loopback, for instance <c>http://127.0.0.1:8000/</c>; models that pass tasks to one are declined where empty.</summary>
    public string ModelServer { get; set; } = "";

    /// <summary>How long an answer of <see cref="ModelServer"/> may take. More serves longer outputs, less gives tasks back sooner when it hangs.</summary>
    public TimeSpan ModelServerTimeout { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>Tasks that <see cref="ModelServer"/> is asked for at the same moment; more than it batches only makes each wait.</summary>
    public int ModelServerParallelism { get; set; } = 4;

    /// <summary>Bytes that the data sets of one task may have together; 0, where this worker neither anchors content nor runs tasks on data sets. More
    /// takes larger ones and twice as much memory for each of two tasks.</summary>
    public long DataSetBytesMaximum { get; set; }

    /// <summary>How long a task on data sets may take in all. More waits longer for owners to release their keys, less gives tasks back sooner.</summary>
    public TimeSpan DataSetTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Whole tokens that the operator's account pays at most for the use of one data set, which is due when a session is given the key. With 0 only free
    /// licences are used; more takes data sets whose price the fee of a task has to cover.</summary>
    public uint LicenceTokensMaximum { get; set; }

    /// <summary>Whether evidence comes from <see cref="DevelopmentRoot"/>.</summary>
    internal bool MakesDevelopmentEvidence =>
        EvidenceSource == Evidence.EvidenceSources.Development || (EvidenceSource.Length == 0 && DevelopmentRoot.Length > 0);
}
