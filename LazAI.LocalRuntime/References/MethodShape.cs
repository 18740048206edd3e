using System.Reflection;
using LazAI.LocalRuntime.Calls;

namespace LazAI.LocalRuntime.References;

/// <summary>How a grain method's return type maps onto the call classes and the sender.</summary>
internal sealed class MethodShape
{
    private MethodShape(MethodInfo method, Type callBase, Type invocation, MethodInfo sender)
    {
        Method = method;
        CallBase = callBase;
        Invocation = invocation;
        Sender = sender;
        Parameters = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
    }

    public MethodInfo Method { get; }

    public Type[] Parameters { get; }

    /// <summary>The class that the emitted call class derives from.</summary>
    public Type CallBase { get; }

    /// <summary>What the emitted <c>Invoke</c> returns: <see cref="ValueTask"/>, <see cref="ValueTask{T}"/> or <see cref="IAsyncEnumerable{T}"/>.</summary>
    public Type Invocation { get; }

    /// <summary>The method of <see cref="CallSender"/> that takes the call.</summary>
    public MethodInfo Sender { get; }

    /// <exception cref="ArgumentException">The method cannot be a grain method.</exception>
    public static MethodShape Of(MethodInfo method)
    {
        var name = $"{method.DeclaringType}.{method.Name}";
        if (method.IsGenericMethod)
            throw new ArgumentException($"Grain method {name} is generic; make its interface generic instead.", nameof(method));

        if (method.GetParameters().Any(parameter => parameter.ParameterType.IsByRef || parameter.ParameterType.IsByRefLike))
            throw new ArgumentException($"Grain method {name} has a parameter passed by reference.", nameof(method));

        if (method.GetParameters().Count(parameter => parameter.ParameterType == typeof(CancellationToken)) > 1)
            throw new ArgumentException($"Grain method {name} has more than one CancellationToken.", nameof(method));

        var returned = method.ReturnType;
        if (returned == typeof(void))
            return new(method, typeof(VoidCall), typeof(ValueTask), Send(nameof(CallSender.SendOneWay)));
        if (returned == typeof(Task))
            return new(method, typeof(VoidCall), typeof(ValueTask), Send(nameof(CallSender.SendTask)));
        if (returned == typeof(ValueTask))
            return new(method, typeof(VoidCall), typeof(ValueTask), Send(nameof(CallSender.SendValueTask)));

        if (returned.IsGenericType)
        {
            var definition = returned.GetGenericTypeDefinition();
            var result = returned.GetGenericArguments()[0];
            if (definition == typeof(Task<>))
                return new(method, Of(typeof(ResultCall<>)), Of(typeof(ValueTask<>)), Send(nameof(CallSender.SendTaskOf)));
            if (definition == typeof(ValueTask<>))
                return new(method, Of(typeof(ResultCall<>)), returned, Send(nameof(CallSender.SendValueTaskOf)));
            if (definition == typeof(IAsyncEnumerable<>))
                return new(method, Of(typeof(EnumerationRequest<>)), returned, Send(nameof(CallSender.Enumerate)));

            Type Of(Type open) => open.MakeGenericType(result);
        }

        throw new ArgumentException(
            $"Grain method {name} returns {returned}; grain methods return Task, ValueTask, IAsyncEnumerable<T> or void.", nameof(method));

        MethodInfo Send(string sender)
        {
            var send = typeof(CallSender).GetMethod(sender)!;
            return send.IsGenericMethodDefinition ? send.MakeGenericMethod(returned.GetGenericArguments()[0]) : send;
        }
    }
}
