using System.Reflection;
using System.Reflection.Emit;
using LazAI.LocalRuntime.Calls;

namespace LazAI.LocalRuntime.References;

/// <summary>An emitted call class: the argument fields, in order, and the way to get an instance.</summary>
internal sealed record EmittedCall(IReadOnlyList<FieldInfo> Fields, MethodInfo Rent);

/// <summary>Emits the class that carries the arguments of one grain method to the grain and calls the method there.</summary>
internal static class CallEmitter
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static EmittedCall Emit(ModuleBuilder module, string name, MethodShape shape)
    {
        var type = module.DefineType(name, TypeAttributes.NotPublic | TypeAttributes.Sealed, shape.CallBase);
        var constructor = type.DefineDefaultConstructor(MethodAttributes.Public);
        FieldInfo[] fields = [.. shape.Parameters.Select((parameter, i) => type.DefineField($"a{i}", parameter, FieldAttributes.Public))];

        EmitInvoke(type, shape, fields);
        EmitArguments(type, fields);
        EmitCancellation(type, fields);
        var rent = shape.CallBase.IsSubclassOf(typeof(GrainCall)) ? EmitPooling(type, fields) : EmitCreate(type, constructor);
        type.CreateType();
        return new EmittedCall(fields, rent);
    }

    private static void EmitInvoke(TypeBuilder type, MethodShape shape, FieldInfo[] fields)
    {
        var il = Override(type, "Invoke");
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Castclass, shape.Method.DeclaringType!);
        foreach (var field in fields)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, field);
        }

        il.Emit(OpCodes.Callvirt, shape.Method);
        if (shape.Method.ReturnType == typeof(void))
        {
            var done = il.DeclareLocal(typeof(ValueTask));
            il.Emit(OpCodes.Ldloc, done);
        }
        else if (shape.Method.ReturnType != shape.Invocation)
        {
            il.Emit(OpCodes.Newobj, shape.Invocation.GetConstructor([shape.Method.ReturnType])!);
        }

        il.Emit(OpCodes.Ret);
    }

    private static void EmitArguments(TypeBuilder type, FieldInfo[] fields)
    {
        var count = Override(type, nameof(GrainCall.GetArgumentCount));
        count.Emit(OpCodes.Ldc_I4, fields.Length);
        count.Emit(OpCodes.Ret);

        var get = Override(type, nameof(GrainCall.GetArgument));
        foreach (var (i, field) in fields.Index())
        {
            var next = get.DefineLabel();
            get.Emit(OpCodes.Ldarg_1);
            get.Emit(OpCodes.Ldc_I4, i);
            get.Emit(OpCodes.Bne_Un, next);
            get.Emit(OpCodes.Ldarg_0);
            get.Emit(OpCodes.Ldfld, field);
            get.Emit(OpCodes.Box, field.FieldType);
            get.Emit(OpCodes.Ret);
            get.MarkLabel(next);
        }

        get.Emit(OpCodes.Ldstr, "index");
        get.Emit(OpCodes.Newobj, typeof(ArgumentOutOfRangeException).GetConstructor([typeof(string)])!);
        get.Emit(OpCodes.Throw);
    }

    private static void EmitCancellation(TypeBuilder type, FieldInfo[] fields)
    {
        var token = Array.Find(fields, field => field.FieldType == typeof(CancellationToken));
        var get = Override(type, nameof(GrainCall.GetCancellationToken));
        var set = Override(type, nameof(GrainCall.SetCancellationToken));
        if (token is null)
        {
            var none = get.DeclareLocal(typeof(CancellationToken));
            get.Emit(OpCodes.Ldloc, none);
        }
        else
        {
            get.Emit(OpCodes.Ldarg_0);
            get.Emit(OpCodes.Ldfld, token);
            set.Emit(OpCodes.Ldarg_0);
            set.Emit(OpCodes.Ldarg_1);
            set.Emit(OpCodes.Stfld, token);
        }

        get.Emit(OpCodes.Ret);
        set.Emit(OpCodes.Ret);
    }

    private static MethodInfo EmitPooling(TypeBuilder type, FieldInfo[] fields)
    {
        var clear = Override(type, "Clear");
        foreach (var field in fields)
        {
            clear.Emit(OpCodes.Ldarg_0);
            clear.Emit(OpCodes.Ldflda, field);
            clear.Emit(OpCodes.Initobj, field.FieldType);
        }

        clear.Emit(OpCodes.Ret);

        var pool = typeof(CallPool<>).MakeGenericType(type);
        var give = Override(type, "Return");
        give.Emit(OpCodes.Ldarg_0);
        give.Emit(OpCodes.Call, TypeBuilder.GetMethod(pool, typeof(CallPool<>).GetMethod("Return")!));
        give.Emit(OpCodes.Ret);
        return TypeBuilder.GetMethod(pool, typeof(CallPool<>).GetMethod("Rent")!);
    }

    private static MethodBuilder EmitCreate(TypeBuilder type, ConstructorInfo constructor)
    {
        var create = type.DefineMethod("Create", MethodAttributes.Public | MethodAttributes.Static, type, []);
        var il = create.GetILGenerator();
        il.Emit(OpCodes.Newobj, constructor);
        il.Emit(OpCodes.Ret);
        return create;
    }

    private static ILGenerator Override(TypeBuilder type, string name)
    {
        var overridden = type.BaseType!.GetMethod(name, Instance)!;
        var access = overridden.Attributes & MethodAttributes.MemberAccessMask;
        var method = type.DefineMethod(
            name,
            access | MethodAttributes.Virtual | MethodAttributes.HideBySig,
            overridden.ReturnType,
            [.. overridden.GetParameters().Select(parameter => parameter.ParameterType)]);
        return method.GetILGenerator();
    }
}
