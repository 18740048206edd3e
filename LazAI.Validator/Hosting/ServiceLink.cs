using LazAI.Client;
using LazAI.Protocol;
using LazAI.Protocol.Api;

namespace LazAI.Validator.Hosting;

/// <summary>The service as known since the start: its rules, its slots, and commands signed for it.</summary>
internal sealed class ServiceLink(LazAIClient client, ChallengerKey key, TimeProvider time)
{
    private static readonly ExponentialBackoff Retries = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));

    private NetworkStatus? _status;

    public LazAIClient Client => client;

    public ChallengerKey Key => key;

    public TimeProvider Time => time;

    public NetworkStatus Status => _status ?? throw new InvalidOperationException("The service has not been asked yet.");

    public NetworkClock Clock { get; private set; } = null!;

    public SignedRequests Requests { get; private set; } = null!;

    public ProtocolRules Rules => Status.Rules;

    public Slot Now => Clock.Now;

    /// <summary>How often to look: twice a slot, and never less often than every two seconds.</summary>
    public TimeSpan Interval =>
        TimeSpan.FromTicks(Math.Clamp(Clock.SlotDuration.Ticks / 2, TimeSpan.TicksPerMillisecond * 20, TimeSpan.TicksPerSecond * 2));

    /// <summary>Asks for the network's status, once.</summary>
    /// <exception cref="LazAIException">There is no answer.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        _status = await client.GetStatusAsync(cancellationToken);
        Clock = new NetworkClock(_status, time);
        Requests = new SignedRequests(key.Key, _status.ChainId, Clock);
    }

    /// <summary>Does something again and again, with growing pauses while the service fails, until told to stop.</summary>
    public async Task RepeatAsync(
        Func<CancellationToken, Task<TimeSpan>> once, Action<int, LazAIException> onFailure, CancellationToken stoppingToken)
    {
        for (var failures = 0; ;)
        {
            TimeSpan pause;
            try
            {
                pause = await once(stoppingToken);
                failures = 0;
            }
            catch (LazAIException failure)
            {
                pause = Retries.Draw(++failures);
                if (System.Numerics.BitOperations.IsPow2(failures))
                {
                    onFailure(failures, failure);
                }
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }
}
