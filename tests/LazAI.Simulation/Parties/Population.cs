using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Genesis;
using LazAI.Protocol.Ledger;
using LazAI.Simulation.Kernel;

namespace LazAI.Simulation.Parties;

/// <summary>Who takes part in a run.</summary>
internal sealed record Population(
    Secp256k1PrivateKey Publisher,
    ImmutableArray<Secp256k1PrivateKey> Submitters,
    ImmutableArray<(Secp256k1PrivateKey Key, WorkerBehaviour Behaviour)> Workers,
    ImmutableArray<(Secp256k1PrivateKey Key, ChallengerBehaviour Behaviour)> Challengers)
{
    public static Population Draw(SeededRandom random, SimulationOptions options)
    {
        WorkerBehaviour[] workers =
        [
            WorkerBehaviour.Honest, WorkerBehaviour.Honest, WorkerBehaviour.Lying, WorkerBehaviour.Cheating,
            .. Enumerable.Range(0, 2).Select(_ => random.Pick(Enum.GetValues<WorkerBehaviour>())),
        ];

        // Most runs have somebody who looks for lies. Where nobody does, lies go through, and nothing else may go wrong for it.
        var challengers = options.Challengers ??
        [
            random.Next(4) == 0 ? ChallengerBehaviour.Idle : random.Pick([ChallengerBehaviour.Honest, ChallengerBehaviour.Late]),
            ChallengerBehaviour.False,
            .. Enumerable.Range(0, 2).Select(_ => random.Pick(
                [ChallengerBehaviour.Honest, ChallengerBehaviour.Late, ChallengerBehaviour.Poor, ChallengerBehaviour.Copycat])),
        ];
        return new Population(
            World.DrawKey(random),
            [.. Enumerable.Range(0, 2).Select(_ => World.DrawKey(random))],
            [.. workers.Select(behaviour => (World.DrawKey(random), behaviour))],
            [.. challengers.Select(behaviour => (World.DrawKey(random), behaviour))]);
    }

    /// <summary>The genesis that gives each its means.</summary>
    public GenesisDocument Found(ProtocolRules rules, SeededRandom random) => new(
        31_337,
        SimulationKernel.Epoch.ToUnixTimeSeconds(),
        rules,
        [
            .. Submitters.Select(key => new Allocation(LedgerAccount.User(key.Address), new Amount((UInt128)random.Between(20_000, 2_000_000)))),
            .. Workers.Select(worker => new Allocation(
                LedgerAccount.Stake(worker.Key.Address), Amount.FromTokens((ulong)random.Between(110_000, 400_000)))),
            .. Challengers.Select(challenger => new Allocation(
                LedgerAccount.User(challenger.Key.Address), challenger.Behaviour == ChallengerBehaviour.Poor ? rules.ChallengeBond : Amount.FromTokens(1_000_000))),
        ]);
}
