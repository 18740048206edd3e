namespace System.Runtime.CompilerServices;

/// <summary>Read by the CLR, by name: lets an emitted assembly use the internal types of the assembly that it names.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    public string AssemblyName { get; } = assemblyName;
}
