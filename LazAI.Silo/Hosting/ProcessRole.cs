using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace LazAI.Silo.Hosting;

/// <summary>What one process of the service does.</summary>
public enum ProcessRole
{
    /// <summary>Runs grains and answers HTTP.</summary>
    Both,

    /// <summary>Runs grains; of the HTTP API it has the health checks only.</summary>
    Silo,

    /// <summary>Answers HTTP, and asks the grains of other processes.</summary>
    Gateway,
}

/// <summary>Reads the role of this process.</summary>
public static class ProcessRoleConfiguration
{
    public const string Key = "Process:Role";

    /// <summary>The configured role; <see cref="ProcessRole.Both"/> if there is none.</summary>
    /// <exception cref="OptionsValidationException">It is none of the roles' names.</exception>
    public static ProcessRole GetProcessRole(this IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration[Key] switch
        {
            null or "" or nameof(ProcessRole.Both) => ProcessRole.Both,
            nameof(ProcessRole.Silo) => ProcessRole.Silo,
            nameof(ProcessRole.Gateway) => ProcessRole.Gateway,
            var other => throw Refuse($"{Key} is Both, Silo or Gateway, not '{other}'."),
        };
    }

    internal static OptionsValidationException Refuse(string reason) => new(Key, typeof(ProcessRole), [reason]);
}
