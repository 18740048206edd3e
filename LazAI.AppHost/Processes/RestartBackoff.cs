namespace LazAI.AppHost.Processes;

/// <summary>How long to wait before a program that has died is started again: doubling with every death, from the beginning
/// again after a run that was long enough to call it healthy.</summary>
/// <param name="first">The first pause. Shorter hides a single crash, longer spares the machine.</param>
/// <param name="maximum">The longest pause.</param>
/// <param name="healthyAfter">Length of a run after which the count of deaths begins anew.</param>
internal sealed class RestartBackoff(TimeSpan first, TimeSpan maximum, TimeSpan healthyAfter)
{
    private TimeSpan? _next;

    public static RestartBackoff Default() =>
        new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5));

    /// <summary>The pause after a run of this length.</summary>
    public TimeSpan Next(TimeSpan ran)
    {
        var pause = ran < healthyAfter && _next is { } next ? next : first;
        _next = pause * 2 < maximum ? pause * 2 : maximum;
        return pause;
    }
}
