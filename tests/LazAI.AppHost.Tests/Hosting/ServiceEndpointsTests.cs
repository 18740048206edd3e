using System.Net;
using System.Net.Sockets;
using LazAI.AppHost.Hosting;

namespace LazAI.AppHost.Tests.Hosting;

public sealed class ServiceEndpointsTests
{
    [Fact]
    public void OfSilos_SeveralOnOneMachine_ShareNoPort()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        var silos = ServiceEndpoints.OfSilos(3, port - 1).ToArray();
        int[] ports = [.. silos.SelectMany(silo => (int[])[silo.Address.Port, silo.SiloPort, silo.ClientPort])];
        Assert.Equal(9, ports.Distinct().Count());
        Assert.DoesNotContain(port, ports);
        Assert.All(silos, silo => Assert.Equal("Silo", silo.ToSettings()["Process__Role"]));
    }

    [Fact]
    public void OfGateway_RunsGrainsOnlyWhereNoSiloDoes()
    {
        var address = new Uri("http://127.0.0.1:8080/");
        Assert.Equal("Both", ServiceEndpoints.OfGateway(address, silos: 0).Role);
        Assert.Equal("Gateway", ServiceEndpoints.OfGateway(address, silos: 1).Role);
        Assert.Equal("http://127.0.0.1:8080", ServiceEndpoints.OfGateway(address, silos: 1).ToSettings()["ASPNETCORE_URLS"]);
    }
}
