using System.Reflection;
using Orleans;
using Orleans.Concurrency;

namespace LazAI.LocalRuntime.Calls;

/// <summary>What the runtime knows of one method of a grain interface. There is one for the life of the process.</summary>
internal sealed class GrainMethod
{
    public GrainMethod(MethodInfo method)
    {
        Method = method;
        InterfaceName = References.TypeNames.Full(method.DeclaringType!);
        ActivityName = $"{References.TypeNames.Short(method.DeclaringType!)}/{method.Name}";
        IsOneWay = method.IsDefined(typeof(OneWayAttribute)) || method.ReturnType == typeof(void);
        IsReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        IsAlwaysInterleave = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        ResponseTimeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        IsCancellable = method.GetParameters().Any(parameter => parameter.ParameterType == typeof(CancellationToken));
    }

    public MethodInfo Method { get; }

    /// <summary>The full name of the interface that declares the method.</summary>
    public string InterfaceName { get; }

    /// <summary>For example <c>IHello/Hi</c>.</summary>
    public string ActivityName { get; }

    public bool IsOneWay { get; }

    public bool IsReadOnly { get; }

    public bool IsAlwaysInterleave { get; }

    public bool IsCancellable { get; }

    public TimeSpan? ResponseTimeout { get; }

    public override string ToString() => $"{InterfaceName}.{Method.Name}";
}
