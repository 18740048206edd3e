using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LazAI.KillTest;

/// <summary>How often what is killed.</summary>
/// <param name="Silos">Processes that run the grains and are killed in the gateway's place; 0 where the gateway runs them.</param>
/// <param name="Seed">Of the moments and of the load; the same seed draws the same ones.</param>
internal sealed record KillTestOptions(int GatewayKills, int PostgresKills, int Silos, int Seed)
{
    public static bool TryParse(string[] arguments, [NotNullWhen(true)] out KillTestOptions? options)
    {
        options = new KillTestOptions(20, 4, 0, Random.Shared.Next());
        for (var index = 0; index < arguments.Length; index++)
        {
            if (arguments[index] == "--quick")
            {
                options = options with { GatewayKills = 3, PostgresKills = 1 };
            }
            else if (index + 1 < arguments.Length
                && int.TryParse(arguments[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                && Set(options, arguments[index], value) is { } changed)
            {
                options = changed;
                index++;
            }
            else
            {
                options = null;
                return false;
            }
        }

        return true;
    }

    private static KillTestOptions? Set(KillTestOptions options, string name, int value) => name switch
    {
        "--gateway-kills" => options with { GatewayKills = value },
        "--postgres-kills" => options with { PostgresKills = value },
        "--silos" => options with { Silos = value },
        "--seed" => options with { Seed = value },
        _ => null,
    };
}
