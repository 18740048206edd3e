using System.Text.Json;
using System.Text.Json.Serialization;
using LazAI.Cryptography;

namespace LazAI.Protocol.Ledger;

/// <summary>What an account of the ledger is for (PROTOCOL §11).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LedgerAccountKind>))]
public enum LedgerAccountKind
{
    /// <summary>Spendable balance of an address.</summary>
    User,

    /// <summary>Stake of a worker or validator.</summary>
    Stake,

    /// <summary>Stake on its way out, still slashable.</summary>
    Unbonding,

    /// <summary>Fee reserved for one task.</summary>
    Escrow,

    /// <summary>What a challenger has put up for one challenge.</summary>
    Bond,

    /// <summary>What validators have earned together and not yet divided.</summary>
    ValidatorPool,

    /// <summary>The treasury.</summary>
    Treasury,

    /// <summary>What offenders have lost.</summary>
    Slashed,
}

/// <summary>One account: a kind and, where the kind has many, whose it is. Text form <c>user:0x…</c>, <c>escrow:0x…</c>, <c>treasury</c>.</summary>
[JsonConverter(typeof(LedgerAccountJsonConverter))]
public readonly record struct LedgerAccount
{
    private LedgerAccount(LedgerAccountKind kind, Bytes32 owner) => (Kind, Owner) = (kind, owner);

    public LedgerAccountKind Kind { get; }

    /// <summary>The address, left-padded to 32 bytes, or the task or challenge id; zero for accounts that exist once.</summary>
    public Bytes32 Owner { get; }

    public static LedgerAccount Treasury => new(LedgerAccountKind.Treasury, Bytes32.Zero);

    public static LedgerAccount ValidatorPool => new(LedgerAccountKind.ValidatorPool, Bytes32.Zero);

    public static LedgerAccount Slashed => new(LedgerAccountKind.Slashed, Bytes32.Zero);

    public static LedgerAccount User(Address owner) => new(LedgerAccountKind.User, Pad(owner));

    public static LedgerAccount Stake(Address owner) => new(LedgerAccountKind.Stake, Pad(owner));

    public static LedgerAccount Unbonding(Address owner) => new(LedgerAccountKind.Unbonding, Pad(owner));

    public static LedgerAccount Escrow(TaskId task) => new(LedgerAccountKind.Escrow, task.Value);

    public static LedgerAccount Bond(ChallengeId challenge) => new(LedgerAccountKind.Bond, challenge.Value);

    /// <summary>The address of a user, stake or unbonding account.</summary>
    public Address OwnerAddress => Unpad(Owner);

    public static bool TryParse(ReadOnlySpan<char> text, out LedgerAccount account)
    {
        account = default;
        var colon = text.IndexOf(':');
        if (colon < 0)
        {
            account = text switch
            {
                "treasury" => Treasury,
                "validator-pool" => ValidatorPool,
                "slashed" => Slashed,
                _ => default,
            };
            return account != default;
        }

        var owner = text[(colon + 1)..];
        switch (text[..colon])
        {
            case "user" when Address.TryParse(owner, out var user):
                account = User(user);
                return true;
            case "stake" when Address.TryParse(owner, out var staker):
                account = Stake(staker);
                return true;
            case "unbonding" when Address.TryParse(owner, out var leaver):
                account = Unbonding(leaver);
                return true;
            case "escrow" when Bytes32.TryParse(owner, out var task):
                account = Escrow(new TaskId(task));
                return true;
            case "bond" when Bytes32.TryParse(owner, out var challenge):
                account = Bond(new ChallengeId(challenge));
                return true;
            default:
                return false;
        }
    }

    public override string ToString() => Kind switch
    {
        LedgerAccountKind.User => "user:" + Unpad(Owner),
        LedgerAccountKind.Stake => "stake:" + Unpad(Owner),
        LedgerAccountKind.Unbonding => "unbonding:" + Unpad(Owner),
        LedgerAccountKind.Escrow => "escrow:" + Owner,
        LedgerAccountKind.Bond => "bond:" + Owner,
        LedgerAccountKind.ValidatorPool => "validator-pool",
        LedgerAccountKind.Treasury => "treasury",
        _ => "slashed",
    };

    private static Bytes32 Pad(Address address)
    {
        Span<byte> padded = stackalloc byte[32];
        padded.Clear();
        address.CopyTo(padded[12..]);
        return new Bytes32(padded);
    }

    private static Address Unpad(Bytes32 owner)
    {
        Span<byte> padded = stackalloc byte[32];
        owner.CopyTo(padded);
        return new Address(padded[12..]);
    }
}

internal sealed class LedgerAccountJsonConverter : JsonConverter<LedgerAccount>
{
    public override LedgerAccount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && LedgerAccount.TryParse(reader.GetString(), out var account)
            ? account
            : throw new JsonException("A ledger account is user:0x…, stake:0x…, unbonding:0x…, escrow:0x…, bond:0x…, validator-pool, treasury or slashed.");

    public override void Write(Utf8JsonWriter writer, LedgerAccount value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());

    public override LedgerAccount ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LedgerAccount.TryParse(reader.GetString(), out var account) ? account : throw new JsonException("Not a ledger account.");

    public override void WriteAsPropertyName(Utf8JsonWriter writer, LedgerAccount value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString());
}
