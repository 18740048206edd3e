namespace Orleans.Runtime;

/// <summary>Work to be done when the silo starts.</summary>
public interface IStartupTask
{
    /// <summary>Does it.</summary>
    Task Execute(CancellationToken cancellationToken);
}
