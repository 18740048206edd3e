using Npgsql;

namespace LazAI.Storage.Tests;

internal static class DatabaseExtensions
{
    public static async Task ExecuteAsync(this NpgsqlDataSource dataSource, string sql)
    {
#pragma warning disable CA2100 // Constants of the tests.
        await using var command = dataSource.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<T> ScalarAsync<T>(this NpgsqlDataSource dataSource, string sql)
    {
#pragma warning disable CA2100 // Constants of the tests.
        await using var command = dataSource.CreateCommand(sql);
#pragma warning restore CA2100
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Asks until the answer is true; what is waited for happens in the server.</summary>
    public static async Task UntilAsync(this NpgsqlDataSource dataSource, string sql)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await dataSource.ScalarAsync<bool>(sql))
        {
            deadline.Token.ThrowIfCancellationRequested();
        }
    }
}
