using LazAI.Grains.Network;

namespace LazAI.Silo.Network;

internal sealed record RuntimeDescription(string Name) : IRuntimeDescription;
