using System.Collections.Immutable;
using System.Reflection;
using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Protocol.Ledger;

namespace LazAI.Protocol.Tests;

/// <summary>Random instances of the protocol's records, made by reflection, so that a new member or event is covered when it is added.</summary>
internal sealed class AnyValue(Random random)
{
    private static readonly NullabilityInfoContext s_nullability = new();

    public object Create(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Leaf(type)
            ?? (type.IsEnum ? Pick(Enum.GetValues(type))
                : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) ? Array(type.GetGenericArguments()[0])
                : Record(type));
    }

    private object? Leaf(Type type) => type switch
    {
        _ when type == typeof(string) => Text(),
        _ when type == typeof(bool) => random.Next(2) == 1,
        _ when type == typeof(int) => random.Next(),
        _ when type == typeof(uint) => (uint)random.Next(),
        _ when type == typeof(long) => random.NextInt64(Slot.NumberMaximum + 1),
        _ when type == typeof(ulong) => (ulong)random.NextInt64(Slot.NumberMaximum + 1),
        _ when type == typeof(ReadOnlyMemory<byte>) => (ReadOnlyMemory<byte>)Bytes(random.Next(40)),
        _ when type == typeof(Bytes32) => new Bytes32(Bytes(32)),
        _ when type == typeof(Address) => new Address(Bytes(20)),
        _ when type == typeof(Amount) => new Amount(new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64()) >> random.Next(127)),
        _ when type == typeof(Slot) => new Slot(random.NextInt64(Slot.NumberMaximum + 1)),
        _ when type == typeof(BasisPoints) => new BasisPoints(random.Next(10_001)),
        _ when type == typeof(ErrorCode) => new ErrorCode("module/" + random.Next()),
        _ when type == typeof(LedgerAccount) => Account(),
        _ when type == typeof(RecoverableSignature) => Signature(),
        _ when type == typeof(DateTimeOffset) => DateTimeOffset.FromUnixTimeSeconds(random.NextInt64(253_402_300_800)),
        _ when type == typeof(DateOnly) => DateOnly.FromDayNumber(random.Next(DateOnly.MaxValue.DayNumber + 1)),
        _ when type == typeof(MeasurementRule) => random.Next(2) == 0
            ? MeasurementRule.Any
            : MeasurementRule.OneOf(Convert.ToHexString(Bytes(48)), Convert.ToHexString(Bytes(32))),
        _ when type.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IHashIdentifier<>)) =>
            Activator.CreateInstance(type, new Bytes32(Bytes(32))),
        _ => null,
    };

    private object Record(Type type)
    {
        var constructor = type.GetConstructors().Where(candidate => candidate.GetParameters() is not [var only] || only.ParameterType != type)
            .MaxBy(candidate => candidate.GetParameters().Length)
            ?? throw new InvalidOperationException($"{type} has no public constructor.");
        var made = constructor.Invoke(
            [.. constructor.GetParameters().Select(parameter => Maybe(parameter.ParameterType, s_nullability.Create(parameter)))]);
        foreach (var property in type.GetProperties().Where(property => property.SetMethod is { IsPublic: true }
            && constructor.GetParameters().All(parameter => parameter.Name != property.Name)))
        {
            property.SetValue(made, Maybe(property.PropertyType, s_nullability.Create(property)));
        }

        return made;
    }

    private object? Maybe(Type type, NullabilityInfo nullability)
    {
        var inner = Nullable.GetUnderlyingType(type);
        return (inner is not null || nullability.WriteState == NullabilityState.Nullable) && random.Next(2) == 0 ? null : Create(inner ?? type);
    }

    private object Array(Type element)
    {
        var items = System.Array.CreateInstance(element, random.Next(4));
        for (var i = 0; i < items.Length; i++)
        {
            items.SetValue(Create(element), i);
        }

        return typeof(ImmutableArray).GetMethods()
            .Single(method => method.Name == nameof(ImmutableArray.Create) && method.GetParameters() is [{ ParameterType.IsArray: true }])
            .MakeGenericMethod(element).Invoke(null, [items])!;
    }

    private string Text()
    {
        ReadOnlySpan<string> parts = ["a", "Z", "\"", "\\", "/", "\n", "\u0001", "\u007f", "é", "€", "\u2028", "😀", "<&>'", " ", "0"];
        var text = "";
        for (var i = random.Next(12); i > 0; i--)
        {
            text += parts[random.Next(parts.Length)];
        }

        return text;
    }

    private LedgerAccount Account() => random.Next(7) switch
    {
        0 => LedgerAccount.Treasury,
        1 => LedgerAccount.ValidatorPool,
        2 => LedgerAccount.Slashed,
        3 => LedgerAccount.Escrow(new TaskId(new Bytes32(Bytes(32)))),
        4 => LedgerAccount.Stake(new Address(Bytes(20))),
        5 => LedgerAccount.Unbonding(new Address(Bytes(20))),
        _ => LedgerAccount.User(new Address(Bytes(20))),
    };

    private RecoverableSignature Signature()
    {
        // Small numbers are in the range of r and of low s.
        var bytes = Bytes(RecoverableSignature.Size);
        (bytes[0], bytes[32], bytes[64]) = (1, 1, (byte)random.Next(27, 29));
        Assert.True(RecoverableSignature.TryParse(bytes, out var signature));
        return signature;
    }

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private object Pick(Array values) => values.GetValue(random.Next(values.Length))!;
}
