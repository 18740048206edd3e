using Orleans.Runtime;

namespace Orleans;

/// <summary>A grain interface. Use one of the key-specific interfaces below.</summary>
public interface IGrain : IAddressable;

/// <summary>A grain whose key is a string.</summary>
public interface IGrainWithStringKey : IGrain;

/// <summary>A grain whose key is a <see cref="Guid"/>.</summary>
public interface IGrainWithGuidKey : IGrain;

/// <summary>A grain whose key is a 64-bit integer.</summary>
public interface IGrainWithIntegerKey : IGrain;

/// <summary>A grain whose key is a <see cref="Guid"/> and a string.</summary>
public interface IGrainWithGuidCompoundKey : IGrain;

/// <summary>A grain whose key is a 64-bit integer and a string.</summary>
public interface IGrainWithIntegerCompoundKey : IGrain;

/// <summary>An object outside the grains that grains may call through <see cref="IGrainFactory.CreateObjectReference{T}"/>.</summary>
public interface IGrainObserver : IAddressable;
