using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using LazAI.Gateway.Problems;
using LazAI.Gateway.Requests;
using LazAI.Protocol;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Api;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LazAI.Gateway.Pages.Reference;

/// <summary>Makes the OpenAPI document say what the API does: formats of values, parameters, refusals with their codes.</summary>
internal static class ApiReference
{
    /// <summary>Where an operation's answer lists the codes that it may carry.</summary>
    public const string CodesExtension = "x-error-codes";

    private const string Description =
        "Checkable AI computation: submit a task, have an attested enclave run it, check the receipt offline. Every change is signed by its account "
        + "(EIP-712, domain `LazAI` version `1` and the chain id) with a nonce and a deadline slot, and may be repeated under its `Idempotency-Key`. "
        + "Every refusal is a problem document (RFC 9457) with a stable `code`, and has changed nothing.";

    private static readonly (string Name, string Description)[] s_tags =
    [
        ("Service", "What a client must know first."),
        ("Tasks", "Submit tasks, follow them, take their receipts."),
        ("Models", "Models and their weights."),
        ("Workers", "Who runs the tasks, and how far they can be trusted."),
        ("Worker sessions", "The API of the workers themselves. All but the first two calls carry a session's access."),
        ("Ledger", "Balances and transfers of the native asset, and why each account holds what it holds."),
        ("Live feed", "What the live page shows, as it changes."),
    ];

    public static void AddApiReference(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.CreateSchemaReferenceId = type =>
            ValueSchemas.NameOf(type.Type) ?? OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        options.AddSchemaTransformer((schema, context, _) =>
        {
            ValueSchemas.Describe(context.JsonTypeInfo.Type, context.JsonPropertyInfo is not null, schema);

            // A null is written as an absent member.
            schema.Required?.ExceptWith(context.JsonTypeInfo.Properties.Where(MayBeNull).Select(member => member.Name));
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(DescribeOperationAsync);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "LazAI", Version = "v1", Description = Description };
            document.Tags = new HashSet<OpenApiTag>(s_tags.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }));
            return Task.CompletedTask;
        });
    });

    private static async Task DescribeOperationAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (operation.OperationId is not { } id || !OperationNotes.All.TryGetValue(id, out var note))
        {
            return;
        }

        operation.Description = note.Description;
        operation.Parameters ??= [];
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>())
        {
            parameter.Schema = await context.GetOrCreateSchemaAsync(RouteType(id, parameter.Name!), null, cancellationToken);
        }

        foreach (var query in note.Query ?? [])
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = query.Name,
                In = ParameterLocation.Query,
                Description = query.Description,
                Schema = await context.GetOrCreateSchemaAsync(query.Type, null, cancellationToken),
            });
        }

        if (note.IsCommand)
        {
            operation.Parameters.Add(Header(
                IdempotencyKey.Header,
                $"1 to {AccountAggregate.IdempotencyKeyLengthMaximum} printable characters of the caller's own; the same for each repetition of the request."));
        }

        if (note.NeedsSession)
        {
            operation.Parameters.Add(Header(
                "Authorization",
                $"`{SessionAccess.Scheme} session.untilSlot.signature`: the session, the last slot of the access, and the session key's signature of both."));
        }

        await AddRefusalsAsync(operation, note, context, cancellationToken);
    }

    private static async Task AddRefusalsAsync(
        OpenApiOperation operation, OperationNote note, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var problem = await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancellationToken);
        context.Document!.AddComponent(nameof(Problem), problem);
        operation.Responses ??= [];
        foreach (var status in note.AllErrors.Select(ErrorCatalog.Find).GroupBy(entry => entry.Status).OrderBy(group => group.Key))
        {
            operation.Responses[status.Key.ToString(System.Globalization.CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join(". ", status.Select(entry => entry.Title)) + ".",
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [Problem.MediaType] = new() { Schema = new OpenApiSchemaReference(nameof(Problem), context.Document) },
                },
                Extensions = new Dictionary<string, IOpenApiExtension>
                {
                    [CodesExtension] = new JsonNodeExtension(new JsonArray([.. status.Select(entry => JsonValue.Create(entry.Code.Value))])),
                },
            };
        }
    }

    private static bool MayBeNull(JsonPropertyInfo member) => member.IsGetNullable || Nullable.GetUnderlyingType(member.PropertyType) is not null;

    private static OpenApiParameter Header(string name, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Required = true,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    /// <summary>Routes take their parts as text and read them themselves; this says what they read.</summary>
    private static Type RouteType(string operationId, string name) => (operationId, name) switch
    {
        ("GetTask" or "GetReceipt" or "GetSettlement" or "GetChallenges" or "GetTrace" or "GetProof" or "VerifyResult", "id") => typeof(TaskId),
        ("GetModel", "id") => typeof(ModelId),
        ("GetOffence", "id") => typeof(OperationId),
        (_, "address") => typeof(Cryptography.Address),
        (_, "session") => typeof(SessionId),
        (_, "hash") => typeof(Cryptography.Bytes32),
        (_, "account") => typeof(Protocol.Ledger.LedgerAccount),
        (_, "position") => typeof(long),
        _ => typeof(string),
    };
}
