using System.Reflection;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.Models;
using LazAI.Protocol.Ownership;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Tests.Accounts;
using LazAI.Protocol.Tests.Challengers;
using LazAI.Protocol.Tests.ComputeTasks;
using LazAI.Protocol.Tests.Ledger;
using LazAI.Protocol.Tests.Models;
using LazAI.Protocol.Tests.Ownership;
using LazAI.Protocol.Tests.Workers;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Tests.Deciding;

public class RefusalTests
{
    /// <summary>Codes that the aggregates cannot give: they need a look at something outside, which the shells take.</summary>
    private static readonly ErrorCode[] s_reservedForShells =
    [
        ModelErrors.NotFound,
        ModelErrors.WeightsMissing,
        ModelErrors.WeightsMismatch,
        ModelErrors.ProvingKeyMissing,
        ModelErrors.ProvingKeyMismatch,
        VerifierErrors.ArgumentsDiffer,
        VerifierErrors.AttestationUnknown,
        ChallengeErrors.NotElected,
        ChallengeErrors.EvidenceTooLarge,
        WorkerErrors.NotFound,
        WorkerErrors.StakeTooLow,
        WorkerErrors.TcbRecovery,
        SubmissionErrors.Size,
        SubmissionErrors.Duplicate,
        OwnershipErrors.ContentMissing,
        OwnershipErrors.ContentMismatch,
        OwnershipErrors.KeyNotReleased, OwnershipErrors.UseNotFound,
    ];

    private static IEnumerable<RefusalCase> All =>
    [
        .. ComputeTaskRefusals.Cases,
        .. OptimisticResultTests.Cases,
        .. ZeroKnowledgeResultTests.Cases,
        .. WorkerRefusals.Cases,
        .. ModelRefusals.Cases,
        .. AccountRefusals.Cases,
        .. SignatureRefusals.Cases,
        .. LedgerRefusals.Cases,
        .. ChallengerRefusals.Cases,
        .. OwnershipRefusals.Cases,
    ];

    public static TheoryData<string> Names => [.. All.Select(refusal => refusal.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Decide_ReasonsFromThisOneOn_GivesThisOne(string name)
    {
        var refusal = All.Single(candidate => candidate.Name == name);
        var reason = refusal.Decide();
        Assert.Equal(refusal.Expected, reason?.Code);
        Assert.NotNull(reason);
    }

    [Fact]
    public void ErrorCodes_AllDeclared_AreTestedOrReservedForShells()
    {
        var declared = typeof(ErrorCode).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Where(field => field.FieldType == typeof(ErrorCode))
            .Select(field => (ErrorCode)field.GetValue(null)!)
            .ToArray();
        Assert.Equal(declared.Length, declared.Distinct().Count());

        var tested = All.Select(refusal => refusal.Expected).ToHashSet();
        Assert.Empty(tested.Intersect(s_reservedForShells));
        Assert.Equal(
            declared.Select(code => code.Value).Order(),
            tested.Union(s_reservedForShells).Select(code => code.Value).Order());
    }

    [Fact]
    public void ErrorCodes_AllDeclared_AreLowerCaseModuleAndSlug() =>
        Assert.All(
            All.Select(refusal => refusal.Expected.Value).Concat(s_reservedForShells.Select(code => code.Value)),
            code => Assert.Matches("^[a-z]+/[a-z]+(-[a-z]+)*$", code));
}
