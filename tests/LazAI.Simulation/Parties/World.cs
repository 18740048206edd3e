using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Simulation.Auditing;
using LazAI.Simulation.Kernel;
using LazAI.Simulation.Silo;
using LazAI.Simulation.Storage;

namespace LazAI.Simulation.Parties;

/// <summary>What every party can reach.</summary>
/// <param name="Blobs">Traces and evidence, which anyone may read.</param>
/// <param name="Feed">The public feed of what happens to tasks.</param>
/// <param name="Confessions">Written by those who lie, read by inspectors only.</param>
public sealed record World(
    SimulationKernel Kernel, Cluster Cluster, SimulatedModel Model, SimulatedBlobs Blobs, Feed Feed, Promises Promises, Confessions Confessions)
{
    public SeededRandom Random => Kernel.Random;

    public Slot Now => Cluster.Now;

    public static Secp256k1PrivateKey DrawKey(SeededRandom random) => Secp256k1PrivateKey.Generate(random.AsGenerator());
}
