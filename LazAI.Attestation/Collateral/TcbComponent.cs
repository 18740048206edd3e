namespace LazAI.Attestation;

/// <summary>One of the 16 components of a TCB level.</summary>
/// <param name="Svn">The least security version of the level.</param>
/// <param name="Category">Who updates the component, such as <c>BIOS</c> or <c>OS/VMM</c>; null where Intel does not say.</param>
/// <param name="Type">What the component is, such as <c>SGX Late Microcode Update</c>; null where Intel does not say.</param>
public sealed record TcbComponent(int Svn, string? Category, string? Type);
