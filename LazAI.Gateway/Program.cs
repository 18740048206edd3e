using LazAI.Gateway.Hosting;
using LazAI.Gateway.Status;
using LazAI.Silo.Hosting;
using LazAI.Silo.Network;
using LazAI.Storage;
using Microsoft.Extensions.Options;

namespace LazAI.Gateway;

/// <summary>The gateway's process and composition root: the only type here that knows the silo.</summary>
public static class Program
{
    public static async Task<int> Main(string[] args)
    {
        try
        {
            await using var app = Build(args);
            await app.PrepareAsync();
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (exception is GenesisException or MigrationException or OptionsValidationException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 2;
        }
    }

    /// <summary>The application of the configured role, not yet prepared or started; tests build the same one.</summary>
    /// <param name="replace">Puts other services, such as a clock, in the place of those that the configuration leads to.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        var role = builder.Configuration.GetProcessRole();
        builder.AddLazAISilo(role);
        if (role == ProcessRole.Silo)
        {
            builder.Services.AddServiceHealth();
            replace?.Invoke(builder.Services);
            var silo = builder.Build();
            StatusEndpoints.MapHealth(silo);
            return silo;
        }

        builder.AddLazAIGateway();
        replace?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapLazAIGateway();
        return app;
    }
}
