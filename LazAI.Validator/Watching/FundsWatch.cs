using LazAI.Client;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Ledger;
using LazAI.Validator.Hosting;
using Microsoft.Extensions.Logging;

namespace LazAI.Validator.Watching;

/// <summary>Says so when the account cannot put up a bond: what is found then cannot be filed. Also keeps the slots in step with the service's.</summary>
internal sealed partial class FundsWatch(ServiceLink link, ILogger<FundsWatch> logger)
{
    private const int Slots = 5;

    private readonly Lock _gate = new();
    private Amount? _funds;

    /// <summary>What the account holds; null before it was asked.</summary>
    public Amount? Funds
    {
        get
        {
            lock (_gate)
            {
                return _funds;
            }
        }
    }

    /// <summary>Whether it is known that they are less than one bond.</summary>
    public bool AreTooLow => Funds < link.Rules.ChallengeBond;

    public Task RunAsync(CancellationToken stoppingToken) => link.RepeatAsync(LookAsync, LogFailed, stoppingToken);

    private async Task<TimeSpan> LookAsync(CancellationToken cancellationToken)
    {
        link.Clock.Observe((await link.Client.GetStatusAsync(cancellationToken)).Slot);
        var funds = (await link.Client.GetBalanceAsync(LedgerAccount.User(link.Key.Address), cancellationToken)).Balance;
        var before = AreTooLow;
        lock (_gate)
        {
            _funds = funds;
        }

        if (AreTooLow && !before)
        {
            LogTooLow(link.Key.Address, funds, link.Rules.ChallengeBond);
        }

        return link.Clock.SlotDuration * Slots;
    }

    private void LogFailed(int failures, LazAIException failure) => LogNotAsked(failures, failure.Code, failure.Detail);

    [LoggerMessage(1, LogLevel.Warning, "Account {Account} holds {Funds}, less than the bond of {Bond}: what is found now cannot be filed")]
    private partial void LogTooLow(Address account, Amount funds, Amount bond);

    [LoggerMessage(2, LogLevel.Warning, "Failure {Failures} in a row of asking for the account's balance: {Code}, {Detail}")]
    private partial void LogNotAsked(int failures, ErrorCode code, string detail);
}
