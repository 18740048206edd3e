using System.Collections.Immutable;

namespace LazAI.Attestation;

/// <summary>Under which quotes of TDX trust domains are accepted.</summary>
/// <param name="AgeSecondsMaximum">How long ago the challenge may have been made when the evidence is taken in. Longer gives a stolen challenge more time.</param>
public sealed record TdxDemands(int AgeSecondsMaximum, IntelTcbDemands Tcb, TrustDomainDemands TrustDomain);

/// <summary>Under which quotes of SGX enclaves are accepted.</summary>
/// <inheritdoc cref="TdxDemands"/>
public sealed record SgxDemands(int AgeSecondsMaximum, IntelTcbDemands Tcb, EnclaveDemands Enclave);

/// <summary>Under which reports of SEV-SNP guests are accepted.</summary>
/// <inheritdoc cref="TdxDemands"/>
public sealed record SnpDemands(int AgeSecondsMaximum, SnpPlatformDemands Platform, GuestDemands Guest);

/// <summary>Under which tokens of Azure Attestation about TDX trust domains are accepted.</summary>
/// <param name="TcbStatuses">Accepted values of <c>attester_tcb_status</c>, such as <c>UpToDate</c>: Azure's word by Azure's collateral.</param>
public sealed record AzureTdxDemands(AzureTokenDemands Token, ImmutableArray<string> TcbStatuses, TrustDomainDemands TrustDomain);

/// <summary>Under which tokens of Azure Attestation about SEV-SNP guests are accepted.</summary>
/// <param name="TcbMinimum">What the reported TCB must reach; tokens name no product, so that one minimum has to do.</param>
public sealed record AzureSnpDemands(AzureTokenDemands Token, SnpTcbMinimum TcbMinimum, GuestDemands Guest);
