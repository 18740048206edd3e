namespace LazAI.AppHost.Hosting;

/// <summary>The system cannot run; the message says why and what to do.</summary>
public sealed class LocalSystemException(string message, Exception? innerException = null) : Exception(message, innerException);
