using LazAI.Grains.Blobs;
using LazAI.Grains.EventLog;
using LazAI.Grains.Queries;
using LazAI.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Xunit.Abstractions;

namespace LazAI.Storage.Tests;

public sealed class StorageServicesTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly PostgresFixture _postgres = new();

    public Task InitializeAsync() => _postgres.InitializeAsync();

    public Task DisposeAsync() => _postgres.DisposeAsync();

    [Fact]
    public async Task Host_WithStorage_ProjectsWhatIsAppended()
    {
        await new Migrator(_postgres.DataSource).DownAsync(0);
        using var host = Build(_postgres.ConnectionString);
        Assert.Equal(Migration.All.Count, await host.Services.GetRequiredService<Migrator>().UpAsync());
        await host.StartAsync(ProjectedLog.Deadline);
        var history = new RandomTaskHistory(TestSeed.Create(output));

        var last = await history.AppendAsync(host.Services.GetRequiredService<IEventLog>(), 50);
        await host.Services.GetRequiredService<ProjectionHost>()
            .WaitForAsync(TaskIndexProjection.ProjectionName, last, ProjectedLog.Deadline);

        var page = await host.Services.GetRequiredService<ITaskIndex>().QueryAsync(new TaskFilter(), null, 100);
        Assert.Equal(history.Expected.AsEnumerable(), page.Items);
        Assert.Empty((await host.Services.GetRequiredService<IDirectoryIndex>().ListModelsAsync(null, 10)).Items);
        Assert.False(await host.Services.GetRequiredService<IBlobStore>().ContainsAsync(default));
        Assert.Null(await host.Services.GetRequiredService<ISnapshotStore>().ReadAsync(new StreamName("task", "none")));
        await host.StopAsync(ProjectedLog.Deadline);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Storage_WithoutAConnectionString_IsRefusedByTheNameOfTheSetting(string connectionString)
    {
        using var host = Build(connectionString);

        var refused = Assert.Throws<OptionsValidationException>(() => host.Services.GetRequiredService<Migrator>());

        Assert.Contains("ConnectionStrings:lazai", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DataSource_WithAPassword_DoesNotShowIt()
    {
        using var host = Build("Host=db.invalid;Username=lazai;Password=secret;Persist Security Info=true");

        Assert.DoesNotContain(
            "secret", host.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString, StringComparison.Ordinal);
    }

    private static IHost Build(string connectionString)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLazAIStorage(connectionString);
        return builder.Build();
    }
}
