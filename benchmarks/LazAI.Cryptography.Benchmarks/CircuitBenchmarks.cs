using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using LazAI.Cryptography.Groth16.Proving;

namespace LazAI.Cryptography.Benchmarks;

/// <summary>What a worker does for the proof of a digit, on one core: the witness, and with it the proof.</summary>
[MemoryDiagnoser]
public class CircuitBenchmarks
{
    private readonly DigitCircuit _circuit = new();
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly Lazy<ProvingKey> _key;

    public CircuitBenchmarks() => _key = new(() => InsecureDevelopmentSetup.Create(_circuit.System, _random));

    [Benchmark]
    public string WitnessOfADigit() => string.Join(' ', _circuit.Assign().PublicSignals);

    [Benchmark]
    public string WitnessAndProofOfADigit() =>
        Prover.Prove(_key.Value, _circuit.System, _circuit.Assign(), _random) is Proved ? "proved" : "not proved";
}
