namespace LazAI.Grains.Network;

/// <summary>Which grain runtime this process was built with, for people.</summary>
public interface IRuntimeDescription
{
    string Name { get; }
}
