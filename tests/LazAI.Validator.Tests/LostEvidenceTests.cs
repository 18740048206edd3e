using LazAI.Protocol;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.Validator.Tests;

/// <summary>A challenge that is filed is not forgotten before it is decided.</summary>
public sealed class LostEvidenceTests(SlowNetwork disputes) : IClassFixture<SlowNetwork>
{
    /// <summary>The next bytes that are stored are lost at once, as on a disk that says that it has written them and has not.</summary>
    private const string LoseNext = """
        CREATE TABLE lost (hash bytea NOT NULL);
        CREATE FUNCTION lose_next() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM lost) THEN RETURN NEW; END IF;
            INSERT INTO lost VALUES (NEW.hash);
            RETURN NULL;
        END $$;
        CREATE TRIGGER lose_next BEFORE INSERT ON blobs FOR EACH ROW EXECUTE FUNCTION lose_next();
        """;

    [Fact]
    public async Task Evidence_LostBeforeItIsJudged_IsSentAgain()
    {
        await using var validator = await ValidatorUnderTest.StartAsync(disputes);
        var (worker, work) = await disputes.AssignAsync(VerifyMode.Tee);
        using var _ = worker;
        await using (var lose = disputes.Network.Database.CreateCommand(LoseNext))
        {
            await lose.ExecuteNonQueryAsync();
        }

        var lie = worker.Result(work, disputes.Model, disputes.Lie(work, 5).Result);
        Assert.True((await worker.Api.SubmitResultsAsync(worker.Sign([lie]), CancellationToken.None)).Outcomes[0].Accepted);
        await disputes.WaitAsync(work.TaskId, ComputeTaskStatus.Invalid);

        var challenge = Assert.Single((await disputes.Client.GetChallengesAsync(work.TaskId)).Challenges);
        Assert.Equal((disputes.Challenger.Address, ChallengeOutcome.Upheld), (challenge.Challenger, challenge.Outcome));
        await using var lost = disputes.Network.Database.CreateCommand("SELECT hash FROM lost");
        Assert.Equal(challenge.EvidenceHash.ToArray(), await lost.ExecuteScalarAsync());
        await validator.WaitAsync(() => validator.Status is { Wrong: 1, Filed: 1, Upheld: 1 }, "The validator does not know what it has done.");
    }
}
