using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Models;

namespace LazAI.Grains.Models;

/// <summary>One model; the key is its id.</summary>
[Alias("LazAI.IModelGrain")]
public interface IModelGrain : IGrainWithStringKey
{
    /// <summary>Registers the model under the checked signature of <paramref name="signer"/>, which stays with it for receipts.</summary>
    [Alias("Register")]
    Task<Rejection?> RegisterAsync(ModelId modelId, ModelDescription description, Address signer, RegistrationProof registration);

    /// <summary>The model; its description is null where there is none.</summary>
    [ReadOnly]
    [Alias("Get")]
    Task<ModelState> GetAsync();
}
