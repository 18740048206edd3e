using System.Buffers;
using LazAI.Cryptography;
using LazAI.Gateway.Hosting;
using LazAI.Gateway.Problems;
using LazAI.Gateway.Requests;
using LazAI.Grains.Accounts;
using LazAI.Grains.Blobs;
using LazAI.Grains.Models;
using LazAI.Grains.Network;
using LazAI.Grains.Queries;
using LazAI.Protocol;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Api;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using Microsoft.Extensions.Options;

namespace LazAI.Gateway.Models;

/// <summary><c>/v1/models</c> and <c>/v1/weights</c>.</summary>
internal static class ModelEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/v1/models").WithTags("Models");
        models.MapPost("/", RegisterAsync).WithName("RegisterModel").WithSummary("Register a model whose weights are stored")
            .Accepts<RegisterModelRequest>("application/json").Produces<ModelView>(StatusCodes.Status201Created);
        models.MapGet("/", ListAsync).WithName("ListModels").WithSummary("Registered models").Produces<Page<ModelView>>();
        models.MapGet("/{id}", GetAsync).WithName("GetModel").WithSummary("One model").Produces<ModelView>();

        var weights = routes.MapGroup("/v1/weights").WithTags("Models");
        weights.MapPut("/{hash}", PutWeightsAsync).WithName("PutWeights").WithSummary("Store a weight file under its Keccak-256")
            .Accepts<byte[]>("application/octet-stream").Produces(StatusCodes.Status204NoContent);
        weights.MapGet("/{hash}", GetWeightsAsync).WithName("GetWeights").WithSummary("A stored weight file")
            .Produces<byte[]>(contentType: "application/octet-stream");
    }

    private static async Task<IResult> RegisterAsync(
        HttpContext context, IClusterClient grains, INetwork network, IBlobStore blobs, EligibleSessions sessions, IOptions<GatewayOptions> options)
    {
        var key = IdempotencyKey.Read(context);
        var request = await RequestBody.ReadAsync<RegisterModelRequest>(context, options.Value.BodyBytesMaximum);
        var description = request.Description;
        var modelId = description.ComputeModelId();
        var command = new ModelRegistration(
            description.Publisher, modelId, description.ComputeHash(), request.Nonce, request.DeadlineSlot);
        var (digest, notSigned) = SignedCommandCheck.Verify(network.Domain, request.ChainId, command, request.Signature);
        if (notSigned is not null)
        {
            return Problem.From(notSigned);
        }

        if (await RefuseWeightsAsync(description, blobs, context.RequestAborted) is { } noWeights)
        {
            return Problem.From(noWeights);
        }

        var model = grains.GetGrain<IModelGrain>(modelId.ToString());
        var registration = new RegistrationProof(request.Nonce, request.DeadlineSlot, request.Signature);
        var register = new ModelCommand.Register(modelId, description, description.Publisher, registration);
        if (ModelAggregate.Decide(await model.GetAsync(), register, network.Rules, network.Now)
            is Rejected<ModelEvent, ModelEffect> unsound)
        {
            return Problem.From(unsound.Reason);
        }

        if (await RefuseProvingKeyAsync(description, blobs, context.RequestAborted) is { } noKey)
        {
            return Problem.From(noKey);
        }

        var authorization = await grains.GetGrain<IAccountGrain>(description.Publisher.ToString()).AuthorizeAsync(
            new AccountCommand.Authorize("model-registration", request.Nonce, request.DeadlineSlot, digest, key, request.Signature, []));
        if (authorization.Refusal is { } notAuthorized)
        {
            return Problem.From(notAuthorized);
        }

        if (await model.RegisterAsync(modelId, description, description.Publisher, registration) is { } refusal)
        {
            return Problem.From(refusal);
        }

        return Results.Json(
            ViewOf(modelId, await model.GetAsync(), await sessions.ReadAsync(), network), statusCode: StatusCodes.Status201Created);
    }

    private static async Task<Rejection?> RefuseWeightsAsync(
        ModelDescription description, IBlobStore blobs, CancellationToken cancellationToken)
    {
        return await blobs.GetAsync(description.WeightsHash, cancellationToken) is { } weights
            ? WeightsCheck.Refuse(description, weights.Span)
            : new Rejection(ModelErrors.WeightsMissing, $"No weights {description.WeightsHash} are stored.");
    }

    private static async Task<Rejection?> RefuseProvingKeyAsync(
        ModelDescription description, IBlobStore blobs, CancellationToken cancellationToken)
    {
        if (description.ZeroKnowledge is not { } proofs)
        {
            return null;
        }

        return await blobs.GetAsync(description.WeightsHash, cancellationToken) is { } weights
            && await blobs.GetAsync(proofs.ProvingKeyHash, cancellationToken) is { } key
                ? WeightsCheck.RefuseProvingKey(description, weights.Span, key.Span)
                : new Rejection(ModelErrors.ProvingKeyMissing, $"No proving key {proofs.ProvingKeyHash} is stored.");
    }

    private static async Task<IResult> ListAsync(
        HttpContext context,
        IClusterClient grains,
        IDirectoryIndex directory,
        EligibleSessions sessions,
        INetwork network,
        IOptions<GatewayOptions> options)
    {
        var limit = Parameters.Integer(context, "limit", 100, 1, options.Value.PageItemsMaximum);
        var page = await directory.ListModelsAsync(context.Request.Query["cursor"], limit, context.RequestAborted);
        var states = await Task.WhenAll(page.Items.Select(id => grains.GetGrain<IModelGrain>(id.ToString()).GetAsync()));
        var census = await sessions.ReadAsync();
        var views = page.Items.Zip(states, (id, state) => ViewOf(id, state, census, network));
        return Results.Json(new Page<ModelView>([.. views], page.NextCursor));
    }

    private static async Task<IResult> GetAsync(string id, IClusterClient grains, EligibleSessions sessions, INetwork network)
    {
        var modelId = Parameters.ModelId(id);
        var state = await grains.GetGrain<IModelGrain>(modelId.ToString()).GetAsync();
        return state.Description is not null
            ? Results.Json(ViewOf(modelId, state, await sessions.ReadAsync(), network))
            : Problem.From(ModelErrors.NotFound, $"No model {modelId} is registered.");
    }

    private static ModelView ViewOf(ModelId id, ModelState registered, SessionCensus? sessions, INetwork network)
    {
        var (policy, at) = (registered.Description!.Evidence, network.StartOf(network.Now));
        return new ModelView(
            id, registered.Description, registered.RegisteredAt, sessions?.CountEligible(policy, at), sessions?.FindRefusals(policy, at));
    }

    private static async Task<IResult> PutWeightsAsync(string hash, HttpContext context, IBlobStore blobs)
    {
        var expected = Parameters.Hash("hash", hash);
        if (context.Request.ContentType is not "application/octet-stream")
        {
            return Problem.From(GatewayErrors.UnsupportedMediaType, "The body is application/octet-stream.");
        }

        var (buffer, length) = await RequestBody.ReadBytesAsync(context, IBlobStore.SizeMaximum);
        try
        {
            var content = buffer.AsMemory(0, length);
            if (length == 0 || Keccak256.Hash(content.Span) != expected)
            {
                return Problem.From(ModelErrors.WeightsMismatch, "The address is not the Keccak-256 of the body.");
            }

            await blobs.PutAsync(expected, content, context.RequestAborted);
            return Results.NoContent();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<IResult> GetWeightsAsync(string hash, HttpContext context, IBlobStore blobs)
    {
        var content = await blobs.GetAsync(Parameters.Hash("hash", hash), context.RequestAborted);
        return content is { } bytes
            ? Results.Bytes(bytes, "application/octet-stream")
            : Problem.From(GatewayErrors.WeightsNotFound, $"No weights {hash} are stored.");
    }
}
