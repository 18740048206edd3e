using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using LazAI.LocalRuntime.Calls;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.References;

/// <summary>
/// Emits the class of references to a grain interface. For a method <c>Task&lt;int&gt; Add(int a, int b)</c> it emits, as C# would say it,
/// <code>
/// Task&lt;int&gt; Add(int a, int b)
/// {
///     var call = CallPool&lt;AddCall&gt;.Rent();
///     call.a0 = a;
///     call.a1 = b;
///     return CallSender.SendTask&lt;int&gt;(this, addMethod, call);
/// }
/// </code>
/// and the class <c>AddCall</c> (<see cref="CallEmitter"/>). Emitting at run time needs no package and no build step; it happens once an
/// interface, on first use.
/// </summary>
internal static class ReferenceEmitter
{
    private static readonly ConstructorInfo BaseConstructor = typeof(GrainReference)
        .GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, [typeof(ReferenceRoute), typeof(IdSpan)])!;

    /// <exception cref="ArgumentException">The type is no interface of supported methods.</exception>
    public static Func<ReferenceRoute, IdSpan, GrainReference> Emit(Type grainInterface)
    {
        if (!grainInterface.IsInterface || grainInterface.ContainsGenericParameters)
            throw new ArgumentException($"{grainInterface} is not a closed interface.", nameof(grainInterface));

        var module = DefineModule(grainInterface);
        var reference = module.DefineType(
            $"{grainInterface.Name}_Reference", TypeAttributes.NotPublic | TypeAttributes.Sealed, typeof(GrainReference), [grainInterface]);
        EmitConstructor(reference);

        var methods = new Dictionary<string, GrainMethod>();
        foreach (var method in GrainInterface.MethodsOf(grainInterface))
        {
            var shape = MethodShape.Of(method);
            var call = CallEmitter.Emit(module, $"{method.Name}_Call{methods.Count}", shape);
            var descriptor = reference.DefineField($"method{methods.Count}", typeof(GrainMethod), FieldAttributes.Public | FieldAttributes.Static);
            EmitMethod(reference, shape, call, descriptor);
            methods.Add(descriptor.Name, new GrainMethod(method));
        }

        var type = reference.CreateType();
        foreach (var (field, method) in methods)
            type.GetField(field)!.SetValue(null, method);

        return EmitFactory(type);
    }

    private static ModuleBuilder DefineModule(Type grainInterface)
    {
        var name = new AssemblyName($"LazAI.LocalRuntime.References.{grainInterface.Name}");
        var assembly = AssemblyBuilder.DefineDynamicAssembly(name, AssemblyBuilderAccess.Run);
        var attribute = typeof(IgnoresAccessChecksToAttribute).GetConstructor([typeof(string)])!;
        foreach (var visible in VisibleAssemblies(grainInterface))
            assembly.SetCustomAttribute(new CustomAttributeBuilder(attribute, [visible]));

        return assembly.DefineDynamicModule("references");
    }

    private static IEnumerable<string> VisibleAssemblies(Type grainInterface) =>
        GrainInterface.MethodsOf(grainInterface)
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType))
            .SelectMany(WithArguments)
            .Concat(WithArguments(grainInterface))
            .Concat(grainInterface.GetInterfaces())
            .Append(typeof(GrainReference))
            .Select(type => type.Assembly.GetName().Name!)
            .Distinct();

    private static IEnumerable<Type> WithArguments(Type type) => type.GetGenericArguments().SelectMany(WithArguments).Append(type);

    private static void EmitConstructor(TypeBuilder reference)
    {
        var il = reference.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, [typeof(ReferenceRoute), typeof(IdSpan)])
            .GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Call, BaseConstructor);
        il.Emit(OpCodes.Ret);
    }

    private static void EmitMethod(TypeBuilder reference, MethodShape shape, EmittedCall call, FieldInfo descriptor)
    {
        var method = reference.DefineMethod(
            $"{shape.Method.DeclaringType!.Name}.{shape.Method.Name}",
            MethodAttributes.Private | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig | MethodAttributes.NewSlot,
            shape.Method.ReturnType,
            shape.Parameters);
        var il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldsfld, descriptor);
        il.Emit(OpCodes.Call, call.Rent);
        for (var i = 0; i < call.Fields.Count; i++)
        {
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Ldarg, i + 1);
            il.Emit(OpCodes.Stfld, call.Fields[i]);
        }

        il.Emit(OpCodes.Call, shape.Sender);
        il.Emit(OpCodes.Ret);
        reference.DefineMethodOverride(method, shape.Method);
    }

    private static Func<ReferenceRoute, IdSpan, GrainReference> EmitFactory(Type reference)
    {
        var factory = new DynamicMethod("Create", typeof(GrainReference), [typeof(ReferenceRoute), typeof(IdSpan)], reference, skipVisibility: true);
        var il = factory.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Newobj, reference.GetConstructors()[0]);
        il.Emit(OpCodes.Ret);
        return factory.CreateDelegate<Func<ReferenceRoute, IdSpan, GrainReference>>();
    }
}
