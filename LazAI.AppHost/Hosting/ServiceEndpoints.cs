using System.Globalization;
using LazAI.AppHost.Processes;

namespace LazAI.AppHost.Hosting;

/// <summary>The role of one process of the service and where it listens. The local grain runtime uses the HTTP address alone.</summary>
/// <param name="Role">Both, Silo or Gateway.</param>
/// <param name="Address">Of the HTTP API, or of a silo's health checks.</param>
/// <param name="SiloPort">Where other silos reach this one.</param>
/// <param name="ClientPort">Where gateways reach this silo.</param>
internal sealed record ServiceEndpoints(string Role, Uri Address, int SiloPort, int ClientPort)
{
    private const int FirstSiloPort = 11_111;
    private const int FirstClientPort = 30_000;

    /// <summary>Free ports for the process with the HTTP address that serves <paramref name="silos"/> silos of other processes, or runs the
    /// grains itself if there are none.</summary>
    public static ServiceEndpoints OfGateway(Uri address, int silos) =>
        silos == 0
            ? new ServiceEndpoints("Both", address, LoopbackPort.FirstFree(FirstSiloPort), LoopbackPort.FirstFree(FirstClientPort))
            : new ServiceEndpoints("Gateway", address, 0, 0);

    /// <summary>Free ports for <paramref name="count"/> silos on this machine, whose health checks lie behind the gateway's port.</summary>
    public static IEnumerable<ServiceEndpoints> OfSilos(int count, int gatewayPort)
    {
        var (http, silo, client) = (gatewayPort, FirstSiloPort - 1, FirstClientPort - 1);
        for (var index = 0; index < count; index++)
        {
            (http, silo, client) = (LoopbackPort.FirstFree(http + 1), LoopbackPort.FirstFree(silo + 1), LoopbackPort.FirstFree(client + 1));
            yield return new ServiceEndpoints("Silo", new UriBuilder("http", "127.0.0.1", http).Uri, silo, client);
        }
    }

    /// <summary>Environment variables that say all this to the process.</summary>
    public IDictionary<string, string> ToSettings() => new Dictionary<string, string>
    {
        ["Process__Role"] = Role,
        ["ASPNETCORE_URLS"] = Address.GetLeftPart(UriPartial.Authority),
        ["Orleans__Endpoints__AdvertisedIPAddress"] = "127.0.0.1",
        ["Orleans__Endpoints__SiloPort"] = SiloPort.ToString(CultureInfo.InvariantCulture),
        ["Orleans__Endpoints__GatewayPort"] = ClientPort.ToString(CultureInfo.InvariantCulture),
    };
}
