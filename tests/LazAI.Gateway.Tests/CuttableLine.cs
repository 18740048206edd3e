using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace LazAI.Gateway.Tests;

/// <summary>A line to the service that a test cuts and mends: while it is cut, whoever calls is hung up on.</summary>
internal sealed class CuttableLine : IAsyncDisposable
{
    private readonly Uri _service;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _callers = [];
    private readonly Task _answering;
    private volatile bool _isCut;

    public CuttableLine(Uri service)
    {
        _service = service;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _answering = AnswerAsync();
    }

    public Uri Address { get; }

    public void Cut()
    {
        _isCut = true;
        HangUp();
    }

    public void Mend() => _isCut = false;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        HangUp();
        await _answering;
        _listener.Dispose();
    }

    private void HangUp()
    {
        while (_callers.TryTake(out var caller))
        {
            caller.Dispose();
        }
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var caller = await _listener.AcceptTcpClientAsync();
                _callers.Add(caller);
                if (_isCut)
                {
                    HangUp();
                }
                else
                {
                    _ = ConnectAsync(caller);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ConnectAsync(TcpClient caller)
    {
        try
        {
            using var service = new TcpClient();
            await service.ConnectAsync(_service.Host, _service.Port);
            await Task.WhenAny(
                caller.GetStream().CopyToAsync(service.GetStream()), service.GetStream().CopyToAsync(caller.GetStream()));
        }
        catch (Exception exception) when (exception is SocketException or IOException or InvalidOperationException)
        {
            // One of the two has gone.
        }
        finally
        {
            caller.Dispose();
        }
    }
}
