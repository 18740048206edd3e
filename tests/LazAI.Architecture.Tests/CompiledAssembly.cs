using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace LazAI.Architecture.Tests;

/// <summary>Reads what a compiled assembly refers to, from its metadata: source conventions can be got round, metadata cannot.</summary>
internal sealed class CompiledAssembly : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;

    public CompiledAssembly(string name)
    {
        _file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, name + ".dll")));
        _metadata = _file.GetMetadataReader();
    }

    /// <summary>Names of our own assemblies that it refers to.</summary>
    public string[] OwnReferences() =>
    [
        .. _metadata.AssemblyReferences
            .Select(handle => _metadata.GetString(_metadata.GetAssemblyReference(handle).Name))
            .Where(name => name.StartsWith("LazAI.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Members of other assemblies that it uses, as <c>Namespace.Type::Member</c>.</summary>
    public HashSet<string> UsedMembers() =>
    [
        .. _metadata.MemberReferences
            .Select(_metadata.GetMemberReference)
            .Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => NameOf((TypeReferenceHandle)member.Parent) + "::" + _metadata.GetString(member.Name)),
    ];

    /// <summary>Types of this assembly whose method bodies mention a type of <paramref name="assembly"/>.</summary>
    public string[] TypesThatUse(string assembly)
    {
        var tokens = new HashSet<int>();
        foreach (var handle in _metadata.TypeReferences.Where(handle => AssemblyOf(handle) == assembly))
        {
            tokens.Add(MetadataTokens.GetToken(handle));
        }

        foreach (var handle in _metadata.MemberReferences)
        {
            var parent = _metadata.GetMemberReference(handle).Parent;
            if (parent.Kind == HandleKind.TypeReference && AssemblyOf((TypeReferenceHandle)parent) == assembly)
            {
                tokens.Add(MetadataTokens.GetToken(handle));
            }
        }

        var users = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var handle in _metadata.TypeDefinitions)
        {
            var type = _metadata.GetTypeDefinition(handle);
            if (type.GetMethods().Any(method => Mentions(method, tokens)))
            {
                users.Add(OutermostNameOf(handle));
            }
        }

        return [.. users];
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Whether a method's body holds one of the tokens. A false alarm needs four bytes of a constant to look like a token.</summary>
    private bool Mentions(MethodDefinitionHandle handle, HashSet<int> tokens)
    {
        var address = _metadata.GetMethodDefinition(handle).RelativeVirtualAddress;
        if (address == 0)
        {
            return false;
        }

        var body = _file.GetMethodBody(address).GetILContent();
        for (var i = 0; i + 4 <= body.Length; i++)
        {
            if (tokens.Contains(BitConverter.ToInt32(body.AsSpan(i, 4))))
            {
                return true;
            }
        }

        return false;
    }

    private string OutermostNameOf(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        while (type.GetDeclaringType() is { IsNil: false } outer)
        {
            type = _metadata.GetTypeDefinition(outer);
        }

        var space = _metadata.GetString(type.Namespace);
        return (space.Length > 0 ? space + "." : "") + _metadata.GetString(type.Name);
    }

    private string NameOf(TypeReferenceHandle handle)
    {
        var type = _metadata.GetTypeReference(handle);
        return _metadata.GetString(type.Namespace) + "." + _metadata.GetString(type.Name);
    }

    private string? AssemblyOf(TypeReferenceHandle handle)
    {
        var scope = _metadata.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.AssemblyReference => _metadata.GetString(_metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name),
            HandleKind.TypeReference => AssemblyOf((TypeReferenceHandle)scope),
            _ => null,
        };
    }
}
