using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;

namespace LazAI.Validator.Hosting;

/// <summary>What a validator is doing, for its operator: <c>GET /status</c> of its health address.</summary>
/// <param name="Alerts">In sentences; empty while all is well.</param>
/// <param name="Standing">In the registry of challengers; absent where there is none or it does not know the account.</param>
/// <param name="Waiting">Results that wait to be checked, duties included.</param>
/// <param name="DutiesUndone">Duties that are not done, whether they wait or not.</param>
/// <param name="Closing">Windows about to close with work undone.</param>
/// <param name="ResultsPerSecond">How fast results are checked when there is nothing to wait for.</param>
/// <param name="Right">Results that the model gives again.</param>
/// <param name="TracesRight">Those of them whose whole trace was computed again, too.</param>
/// <param name="Funds">What the account holds beside its stake; a challenge takes a bond of it.</param>
public sealed record ValidatorStatus(
    Address Account,
    Slot Slot,
    IReadOnlyList<string> Alerts,
    ChallengerStanding? Standing,
    bool CaughtUp,
    int Waiting,
    int DutiesUndone,
    int Closing,
    double? ResultsPerSecond,
    long Right,
    long TracesRight,
    long Wrong,
    long Uncheckable,
    long PassedOver,
    long Missed,
    long DutiesMissed,
    long Filed,
    long Upheld,
    long NotFiled,
    long Reported,
    Amount? Funds,
    Amount Bond);
