using LazAI.Client;
using LazAI.Protocol.Workers;

namespace LazAI.Enclave.Sessions;

/// <summary>What a failed call means for its session.</summary>
internal static class SessionFailure
{
    private static readonly Protocol.ErrorCode s_accessInvalid = new("request/session-access-invalid");

    /// <summary>The service knows the session no more: whatever it holds is lost.</summary>
    public static bool EndsSession(LazAIException failure) =>
        failure.Code == WorkerErrors.SessionUnknown || failure.Code == WorkerErrors.SessionExpired || failure.Code == WorkerErrors.NotFound;

    /// <summary>
    /// The same call may succeed later. A fault of the service (5xx) counts: its outcome is unknown, and every call of a session may be
    /// repeated. So does an access token that the service thinks out of date, which the next call makes anew.
    /// </summary>
    public static bool IsTransient(LazAIException failure) =>
        failure.IsTransient || failure.Status >= 500 || failure.Code == s_accessInvalid;
}
