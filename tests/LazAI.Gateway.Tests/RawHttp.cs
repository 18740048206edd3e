using System.Net.Sockets;
using System.Text;

namespace LazAI.Gateway.Tests;

/// <summary>Sends bytes that no HTTP client would, and reads the answer until the server closes the connection.</summary>
internal static class RawHttp
{
    public static async Task<(int Status, string Body)> SendAsync(Uri address, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var answer = await reader.ReadToEndAsync();
        var status = int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        return (status, answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
    }
}
