using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Activations;

/// <summary>Constructs grains: parameters come from the services, those marked <see cref="PersistentStateAttribute"/> from storage.</summary>
internal static class GrainConstructor
{
    private static readonly MethodInfo CreateState = typeof(IPersistentStateFactory).GetMethod(nameof(IPersistentStateFactory.Create))!;

    public static Func<Activation, object> For(Type type)
    {
        var states = type.GetConstructors()
            .SelectMany(constructor => constructor.GetParameters())
            .Where(parameter => parameter.IsDefined(typeof(PersistentStateAttribute)))
            .ToArray();
        var factory = ActivatorUtilities.CreateFactory(type, [.. states.Select(parameter => parameter.ParameterType)]);
        if (states.Length == 0)
            return activation => factory(activation.ActivationServices, null);

        var makers = states.Select(MakerOf).ToArray();
        return activation => factory(activation.ActivationServices, [.. makers.Select(make => make(activation))]);
    }

    private static Func<Activation, object> MakerOf(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(IPersistentState<>))
        {
            throw new OrleansConfigurationException(
                $"Parameter {parameter.Name} of {parameter.Member.DeclaringType} is marked PersistentState but is no IPersistentState<T>.");
        }

        var attribute = parameter.GetCustomAttribute<PersistentStateAttribute>()!;
        var create = CreateState.MakeGenericMethod(type.GetGenericArguments());
        return activation => create.Invoke(
            activation.ActivationServices.GetRequiredService<IPersistentStateFactory>(),
            BindingFlags.DoNotWrapExceptions,
            null,
            [activation, attribute],
            null)!;
    }
}
