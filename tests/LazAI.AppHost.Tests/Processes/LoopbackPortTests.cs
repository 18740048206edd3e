using System.Net;
using System.Net.Sockets;
using LazAI.AppHost.Processes;

namespace LazAI.AppHost.Tests.Processes;

public sealed class LoopbackPortTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    public void FirstFree_WantedPortIsTaken_GivesAnother(string address)
    {
        using var taken = new TcpListener(IPAddress.Parse(address), 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var free = LoopbackPort.FirstFree(port);

        Assert.NotEqual(port, free);
        using var listener = new TcpListener(IPAddress.Loopback, free);
        listener.Start();
    }
}
