using LazAI.Protocol.ComputeTasks;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Writes <c>open_windows</c> for the <see cref="TaskIndexProjection"/>, in its transaction.</summary>
internal static class OpenWindowTable
{
    /// <summary>Adds a row of the results among <paramref name="changes"/> that are verified and may be challenged, and drops the rows whose windows have
    /// all closed.</summary>
    public static async Task WriteAsync(
        IReadOnlyCollection<TaskChange> changes, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        TaskChange[] opened =
        [
            .. changes.Where(change => change is { Status: ComputeTaskStatus.Verified, DisputableUntil: not null }).OrderBy(change => change.VerifiedPosition),
        ];
        if (opened.Length == 0)
        {
            return;
        }

        // The slot of a result that was just verified is the newest one here, or close to it.
        await using var command = new NpgsqlCommand(
            """
            WITH closed AS (DELETE FROM open_windows WHERE disputable_until < $6)
            INSERT INTO open_windows (position, disputable_until, positions, task_ids, untils) VALUES ($1, $2, $3, $4, $5)
            """,
            transaction.Connection,
            transaction);
        var untils = Array.ConvertAll(opened, change => change.DisputableUntil!.Value.Number);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = opened[^1].VerifiedPosition });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = untils.Max() });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = Array.ConvertAll(opened, change => change.VerifiedPosition) });
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = Array.ConvertAll(opened, change => change.TaskId.Value.ToArray()) });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = untils });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = opened.Max(change => change.ChangedAt.Number) });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
