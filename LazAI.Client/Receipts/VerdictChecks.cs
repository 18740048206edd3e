using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Models;
using LazAI.Protocol.Receipts;

namespace LazAI.Client.Receipts;

/// <summary>Repeats the verdicts on challenges from their evidence, with the judge that the Verifier has.</summary>
internal static class VerdictChecks
{
    /// <summary>Every challenge that was judged has its evidence with it and was judged rightly, no other has.</summary>
    public static Finding Verdicts(Receipt receipt, ReceiptFiles files)
    {
        List<string> told = [];
        var isWhole = true;
        foreach (var challenge in receipt.Challenges)
        {
            var id = challenge.SubmissionFor(receipt.TaskId).ComputeChallengeId();
            var isJudged = challenge.Outcome is ChallengeOutcome.Upheld or ChallengeOutcome.Rejected;
            if (challenge.Evidence is null == isJudged)
            {
                return Finding.Fail(isJudged
                    ? $"The evidence of challenge {id} is not in the receipt, and a verdict alone proves nothing."
                    : $"Challenge {id} is {challenge.Outcome}, so nobody has judged it, yet the receipt shows evidence.");
            }

            if (challenge.Evidence is not { } evidence)
            {
                continue;
            }

            if (Keccak256.Hash(evidence.Span) != challenge.EvidenceHash)
            {
                return Finding.Fail($"The evidence of challenge {id} is not the one that its challenger has signed.");
            }

            var (verdict, gap) = Judge(receipt, files, evidence);
            if (verdict is not null && verdict is FraudProofVerdict.Proven != challenge.Outcome is ChallengeOutcome.Upheld)
            {
                return Finding.Fail($"Challenge {id} is {challenge.Outcome}; judged here: {DetailOf(verdict)}");
            }

            isWhole &= verdict is not null;
            told.Add($"{id}, {challenge.Outcome}: {(verdict is null ? gap : "judged again here with the same outcome. " + DetailOf(verdict))}");
        }

        return told.Count == 0 ? Finding.Pass("No challenge was judged.")
            : isWhole ? Finding.Pass(string.Join(" ", told))
            : Finding.NotChecked(string.Join(" ", told));
    }

    private static (FraudProofVerdict? Verdict, string? Gap) Judge(Receipt receipt, ReceiptFiles files, ReadOnlyMemory<byte> evidence)
    {
        var (model, execution) = (receipt.Model, new TaskExecution(receipt.Result, receipt.Output, 0));
        IModelEngine? engine = null;
        if (EvidenceJudge.RunsModel(receipt.Request, evidence.Span))
        {
            if (files.Weights is not { } weights)
            {
                return (null, "the model has to be run to judge this. Give its weights.");
            }

            if (WeightsCheck.Refuse(model, weights.Span) is not null
                || !EngineCatalog.TryCreate(model.Determinism.Engine, model.Determinism.EngineVersion, weights.Span, out engine, out _))
            {
                return (null, "the model has to be run to judge this, and does not run here.");
            }
        }

        return (EvidenceJudge.Judge(evidence, model, receipt.Request, receipt.Parameters, receipt.Input, execution, engine), null);
    }

    private static string DetailOf(FraudProofVerdict verdict) => verdict switch
    {
        FraudProofVerdict.Proven proven => proven.Detail,
        FraudProofVerdict.NotProven failed => failed.Detail,
        _ => verdict.GetType().Name,
    };
}
