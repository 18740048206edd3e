using System.Net;
using System.Net.Sockets;

namespace LazAI.AppHost.Processes;

/// <summary>Ports of this machine's loopback address.</summary>
internal static class LoopbackPort
{
    /// <summary>The first free port from <paramref name="wanted"/> on; any free one if many in a row are taken.</summary>
    public static int FirstFree(int wanted)
    {
        const int AttemptsMaximum = 100;
        for (var port = wanted; port < wanted + AttemptsMaximum && port <= IPEndPoint.MaxPort; port++)
        {
            if (TryBind(port) is { } free)
            {
                return free;
            }
        }

        return TryBind(0) ?? throw new InvalidOperationException("This machine has no free port.");
    }

    private static int? TryBind(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = true };
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return ((IPEndPoint)socket.LocalEndPoint!).Port;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
