using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Models;
using LazAI.Simulation.Auditing;
using LazAI.Simulation.Kernel;
using LazAI.Simulation.Silo;

namespace LazAI.Simulation.Parties;

/// <summary>What every party can reach.</summary>
public sealed record World(SimulationKernel Kernel, Cluster Cluster, RegisteredModel Model, Promises Promises)
{
    public SeededRandom Random => Kernel.Random;

    public Slot Now => Cluster.Now;

    /// <summary>What the model computes: no party and no checker needs more of it.</summary>
    public static byte[] Compute(ReadOnlySpan<byte> input)
    {
        var output = new byte[32];
        Keccak256.Hash(input).CopyTo(output);
        return output;
    }

    public static Secp256k1PrivateKey DrawKey(SeededRandom random) => Secp256k1PrivateKey.Generate(random.AsGenerator());
}
