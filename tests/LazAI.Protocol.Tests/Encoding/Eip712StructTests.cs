using System.Globalization;
using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Ownership;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Protocol.Tests.Encoding;

public class Eip712StructTests(ITestOutputHelper output)
{
    private static readonly Address s_first = Address.Parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
    private static readonly Address s_second = Address.Parse("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359");
    private static readonly Eip712Domain s_domain = new(133_718);
    private static readonly ContentHash s_content = new(Text("content"));

    /// <summary>Every hashed struct with hashStruct and digest as the npm packages ethers 6.16 (TypedDataEncoder) or viem compute them.</summary>
    public static TheoryData<string, Bytes32, string, string> Published { get; } = new()
    {
        {
            TaskRequest.EncodeType,
            new TaskRequest(
                s_first, 7, new ModelId(Text("model")), Text("data"), "ipfs://bafy/é", Text("{}"), VerifyMode.Optimistic,
                new Amount(UInt128.MaxValue), new Slot(Slot.NumberMaximum), new SessionId(Text("session"))).StructHash(),
            "0x8fbfd9795afa17232496b70ddcec1eaf5997d0fac77afa196877aa8c9e3a363e",
            "0x9b99fdbd4b069098b91a6dca16078b42b8d505000e8587e2b89faa4124cc947f"
        },
        {
            TaskSubmission.EncodeType,
            new TaskSubmission(s_first, Text("root"), 1_000, 8, new Slot(77)).StructHash(),
            "0x7809fd25a19b0a9429f42e5bac8943d852422f523a2628a8b4e816f4529f7f56",
            "0x4728aa5c9d45e3303a8f9a8cc6eb6c3a89a7a9bc7b9f822429d220b4fc1aca34"
        },
        {
            TaskResult.EncodeType,
            new TaskResult(
                new TaskId(Text("task")), Text("result"), Text("objective"), Text("trace"), Text("zk"), 1_767_225_600, 42).StructHash(),
            "0x34c4bab2367c0c19aa9664c0065a31dbb652540a01fbef39292828740fccfc02",
            "0x5790d41d1f1c84b3729e9714456ef3077ec901e342f5c3738604f360a63f799a"
        },
        {
            TaskResultBatch.EncodeType,
            new TaskResultBatch(new SessionId(Text("session")), Text("results"), 100, 43).StructHash(),
            "0xfe298b41353aecccfa1f49b144d9d816f2a58e2197abfeb39b39ba1840bf3f94",
            "0x52ee37a340804a60d9027c7f2affb4f6087a6bfd265f3b57e7773bb024bcef50"
        },
        {
            ModelRegistration.EncodeType,
            new ModelRegistration(s_second, new ModelId(Text("model")), Text("description"), 9, new Slot(78)).StructHash(),
            "0x5d5288dc31d3bf40da7200a35c56618887ef0db1693ca140b1eea15b73c99edc",
            "0x60b4a9adeef8ff47ddaf3d67202f4583bc181cb1f96f72ebe6303c388bbaf2da"
        },
        {
            SessionChallengeOrder.EncodeType,
            new SessionChallengeOrder(s_second, 12, new Slot(81)).StructHash(),
            "0xe2d8ca7131ea9cd3c9d0b2de5c2a787af27e4b7de22f6492abdef5e5dd4950bf",
            "0xd3a2a309f56af57f5d1f0979e3748adad8c2d9d2d4349f47b5aac8f322d669f8"
        },
        {
            SessionRegistration.EncodeType,
            new SessionRegistration(s_second, new SessionId(Text("session")), 64, 10, new Slot(79)).StructHash(),
            "0xad5e29d494a4d7117089cb13c4dbfb963ac24dc9bf99ebb8c000ef68efdf432c",
            "0x0a6af091058168b6b6071d2d41340f69aa97a990b2edd7266457e2853af8372f"
        },
        {
            TransferOrder.EncodeType,
            new TransferOrder(s_first, "user:" + s_second, Amount.FromTokens(1), 11, new Slot(80)).StructHash(),
            "0xb2e7a83a5137ad8968124acb40b02319f3051d8bcaeaddd6f03169fe6f9df652",
            "0x35a57c5d3ae88ff1c4e052183bdd590fcf913cc6946083dd987f3962546e73bb"
        },
        {
            FraudProofSubmission.EncodeType,
            new FraudProofSubmission(s_first, new TaskId(Text("task")), Text("evidence"), 13, new Slot(82)).StructHash(),
            "0x860bb2b8282a264f9950bc6a97787e28c478eb0f4874fee5ef2c6d1fc49614e0",
            "0xd12ecada1193f9fc31c8c0cd7ccb44c8e9d968d75dfbc8f9fc3f61f4f90ce80a"
        },
        {
            UnbondOrder.EncodeType,
            new UnbondOrder(s_first, Amount.FromTokens(1), 14, new Slot(83)).StructHash(),
            "0x4a9dd317c156123f81a1561f9d6722f6f8055142effa0a774764776759d11035",
            "0x67dd24d0e7283fe5cf983a42697e704cc01191ce7024953efe6869fdc76f87ea"
        },
        {
            SessionAccess.EncodeType,
            new SessionAccess(new SessionId(Text("session")), new Slot(81)).StructHash(),
            "0xfb6b997693f603ef94f1676953a057c933f95336bfd8f680322db990d6588fae",
            "0xac77f443974f151598f2fd0ee70fac2c270293d5e4724a6cf31748a630f77ef4"
        },
        {
            ChallengerApplication.EncodeType,
            new ChallengerApplication(s_first, 13, new Slot(82)).StructHash(),
            "0x1ea26a6f51351cd7ce0f101d36fccf7d83a707e74fd03743c63297f01e1395be",
            "0x3b9562713756818c140aeaecca79f7b9e1da77d112b3920309a001205bea2a50"
        },
        {
            ChallengerWithdrawal.EncodeType,
            new ChallengerWithdrawal(s_first, 14, new Slot(83)).StructHash(),
            "0xa2e4b6fd7b8dab3b02fe13726fd75e4d2c3e666a18abde790177a578b1036654",
            "0x38f4fed59c87a708d33c4632d5665b35a6c7ac945c57643b4705838bc3881a9f"
        },
        {
            ChallengerElection.EncodeType,
            new ChallengerElection(Text("decision"), s_second, true, new Slot(84), 15).StructHash(),
            "0x22c53e101c4ea43f5f420f5e838f936f9fe531a4bf8182df2d3433b7a740f119",
            "0x4a4963aee1ed1fad15de1d786bebfeefe76dc03317b23dbc2c025188ef2ccb62"
        },
        {
            CheckedResult.EncodeType,
            new CheckedResult(new TaskId(Text("task")), Text("result"), Text("trace")).StructHash(),
            "0x604b62a4b3b58cec1d3c2e741d939d36d70687d8b4c3407f9066944a5bb5534e",
            "0x595834a8fda31cac7761b5cc1fe2e8ded503899ee26c8ee759d63661fef49572"
        },
        {
            CheckReport.EncodeType,
            new CheckReport(s_second, Text("checks"), 100, 16).StructHash(),
            "0xf19d46d036bdd659b59ee4ae9147f7a5c9f2a7d6008184f106b7cf80652673cc",
            "0xecb05c26960758a70bbada73c28ae30c09061f8d6859d063c66ae898bbcbee29"
        },
        {
            ModelDescription.IdentityEncodeType,
            Described("digits", "1.0.0").ComputeModelId().Value,
            "0x8e54d369c8e3ee1d116fc85d8dfb7402249f8765c0b573466232e977cadc50c7",
            "0x11687d6d6e5d6e39294ed0e826d7ef43a46b9f622dc08d6e4289788e50cd3588"
        },
        {
            ObjectiveCommitment.MetadataEncodeType,
            ObjectiveCommitment.Metadata(new TaskId(Text("task")), 784, 10, "lazai.int8-mlp", "1"),
            "0xf572f9d62ffa2bbc334d62c67b0111c5cac580fdb1357d37191dce8327b51945",
            "0xf9e42d6c2cec5bae33d119df4d1acf42b3d05de8b8d21fb84b12303a34a11389"
        },
        {
            OwnershipAnchor.EncodeType,
            new OwnershipAnchor(
                s_content, ContentKind.Model, 123_456, Text("records"), s_first, new SessionId(Text("session")), 1_767_225_600).StructHash(),
            "0x05c8a8c5dc7f463ea6dc3fc3a5530c7d5425983d95d20c71d8e836d7e330b487",
            "0x22a6f8ea3697f9c8742ff3986c565f55a705c08cb5ab585755114fd2658a4b38"
        },
        {
            OwnershipRegistration.EncodeType,
            new OwnershipRegistration(s_first, s_content, Text("anchor"), 13, new Slot(82)).StructHash(),
            "0xf9f9670e2ec88ac89a7c691d7f6ffff4d719ebf2ea93893ccc4f9d9e7e304d3d",
            "0x2349d137a0b4f0fcbedceedd9012f61e43f9cc807dafe01753816e9c594daf8f"
        },
        {
            OwnershipTransfer.EncodeType,
            new OwnershipTransfer(s_first, s_content, s_second, 14, new Slot(83)).StructHash(),
            "0x551240f94decfd498a690ea15eef8d87d3eac31333eb68dbd0c6c58c0a76da5c",
            "0x28d4d6d5497ef3c342f5ea21c9504c77ebcf24a8303c76728d87587fd29b5437"
        },
        {
            LicenceGrant.EncodeType,
            new LicenceGrant(
                s_first, s_content, s_second, LicenceScope.Inference | LicenceScope.Analysis, new Amount(UInt128.MaxValue), new Slot(1_000), 15,
                new Slot(84)).StructHash(),
            "0x4570be5be795d0ab717797329492624e879c9a38b601e9b7892582a5cadedb99",
            "0x9c0c5df3ad1ff3f8a6cf760ece65d643c37cf932e537512ffc989a3095294a20"
        },
        {
            LicenceRevocation.EncodeType,
            new LicenceRevocation(s_first, s_content, new LicenceId(Text("licence")), 16, new Slot(85)).StructHash(),
            "0xffadc9305b9ddf42d744bd5912b923f2f4d897822f5178d364de08b72a1bbabd",
            "0x08022a177f3da41c7474f749dea60a2ced2eeda28572ebfad756dc9bf894d64a"
        },
        {
            GrantDelegation.EncodeType,
            new GrantDelegation(s_first, s_content, s_second, new Slot(1_001), 17, new Slot(86)).StructHash(),
            "0x800d28d400d0107da9ac045345c8eb3eddf5d2ee16e6bcb063f4a326dd09112e",
            "0x2a9aafaaa90e2b7ffb92a89a339d82e62084eb4ac3f798718bc9b738c702acab"
        },
        {
            DataClaim.EncodeType,
            new DataClaim(s_first, s_content, new ClaimId(Text("claim")), 18, new Slot(87)).StructHash(),
            "0xea519230e994feaedd78d180ff4d79cb438d4e609b4c2332c6bd484d434d6b32",
            "0x90acaac1356ffb1d993bd4aaddd693255a2506b5e2c86b066bb7e60440b0f27e"
        },
        {
            KeyRequest.EncodeType,
            new KeyRequest(
                s_second, s_content, new SessionId(Text("session")), LicenceScope.Training,
                new Amount(UInt128.Parse("123456789012345678901234567890", CultureInfo.InvariantCulture)), 19, new Slot(88)).StructHash(),
            "0x9884ae4136be1e174def0ab146f385112c69767a2721ed5dc49a7de2c113cd55",
            "0x8e446d4e52fb27844b0f18891cd85cc9972654d78cc92655c041390d11adf562"
        },
        {
            KeyRelease.EncodeType,
            new KeyRelease(s_first, s_content, new SessionId(Text("session")), Text("envelope"), 20, new Slot(89)).StructHash(),
            "0xb6fcc7f32e8bec0b2cd1eab546da95f1c8472799391b8a9e78543a1d8e5b8b90",
            "0xa8fbece132ec5fe05e7de61381e61b02401b980578a0da686940d237c7beaa87"
        },
        {
            AnalysisProgram.EncodeType,
            new AnalysisProgram(new ModelId(Text("model")), Text("{}"), Text("policy"), Text("data sets")).StructHash(),
            "0x3e248f0253933c26738394d4941b5ab30e037876c6c398062054d84250bacbfd",
            "0xc34a273823f82b3ee927563f205e5e3e4ce63615de6b56c90c228f4cfcc33559"
        },
        {
            OutputPolicy.EncodeType,
            new OutputPolicy(5, 65_536).StructHash(),
            "0x66c9c33a5554b148bc665bb8e7c1b39343ca8a0a8d2057895725f8c95816b26a",
            "0x117906ea5895cabca3f817a6028f286b872014b8a5cd831e213204dd9ed122bb"
        },
        {
            AnalysisConsent.EncodeType,
            new AnalysisConsent(s_first, s_content, new ProgramId(Text("program")), new Slot(1_002), 21, new Slot(90)).StructHash(),
            "0x13f82af015d1d8ade33cf939c197e5f577042dd18b4eb4485ddf4f924d4a8c7b",
            "0xec22406a468b27b79cc1686dc69bff8dc110a3a32c1d09714a21eb568a386a00"
        },
    };

    /// <summary>The types that declare an EIP-712 type string and a struct hash.</summary>
    private static IEnumerable<Type> HashedTypes => typeof(TaskRequest).Assembly.GetExportedTypes()
        .Where(type => type.GetField("EncodeType") is not null && type.GetMethod("StructHash") is not null);

    [Fact]
    public void Separator_OfAChain_EqualsThePublishedOne() =>
        Assert.Equal("0xa1ede4e566492d85484e5f64e5448c649402089e3d26fc8803958bf69f145967", s_domain.Separator.ToString());

    [Theory]
    [MemberData(nameof(Published), DisableDiscoveryEnumeration = true)]
    public void StructHash_FixedValues_EqualsThePublishedOne(string encodeType, Bytes32 structHash, string expected, string digest)
    {
        Assert.Equal(expected, structHash.ToString());
        Assert.Equal(digest, s_domain.Digest(structHash).ToString());
        Assert.NotEmpty(encodeType);
    }

    [Fact]
    public void StructHash_EveryHashedType_HasAPublishedValue()
    {
        var published = Published.Select(row => (string)row[0]).ToHashSet();
        Assert.All(HashedTypes, type => Assert.Contains((string)type.GetField("EncodeType")!.GetValue(null)!, published));
        Assert.Equal(HashedTypes.Count() + 2, published.Count);
    }

    [Fact]
    public void StructHash_AnyInstance_EqualsTheGenericEncoding()
    {
        var any = new AnyValue(TestSeed.Create(output));
        foreach (var type in HashedTypes)
        {
            var encodeType = (string)type.GetField("EncodeType")!.GetValue(null)!;
            for (var i = 0; i < 50; i++)
            {
                var value = any.Create(type);
                Assert.Equal(ReferenceEip712.HashStruct(encodeType, field => ValueOf(value, field)), StructHash(value));
            }
        }
    }

    [Fact]
    public void StructHash_OneMemberChanged_Changes()
    {
        var any = new AnyValue(TestSeed.Create(output));
        foreach (var type in HashedTypes)
        {
            var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
            var parameters = constructor.GetParameters();
            var original = any.Create(type);
            var values = parameters.Select(parameter => type.GetProperty(parameter.Name!)!.GetValue(original)).ToArray();
            for (var i = 0; i < parameters.Length; i++)
            {
                var changed = values.ToArray();
                do
                {
                    changed[i] = any.Create(parameters[i].ParameterType);
                }
                while (Equals(changed[i], values[i]));

                Assert.NotEqual(StructHash(original), StructHash(constructor.Invoke(changed)));
            }
        }
    }

    [Fact]
    public void ComputeTaskId_OfARequest_IsTheHashOfItsStructHash()
    {
        var request = (TaskRequest)new AnyValue(TestSeed.Create(output)).Create(typeof(TaskRequest));
        Assert.Equal(Keccak256.Hash(request.StructHash().AsSpan()), request.ComputeTaskId().Value);
    }

    [Fact]
    public void Root_OfStructHashes_IsTheMerkleRootOverThem()
    {
        Bytes32[] hashes = [Text("a"), Text("b"), Text("c")];
        var leaves = hashes.Select(hash => MerkleTree.HashLeaf(hash.AsSpan())).ToArray();
        Assert.Equal(MerkleTree.HashNode(MerkleTree.HashNode(leaves[0], leaves[1]), leaves[2]), StructHashTree.Root(hashes));
    }

    private static Bytes32 StructHash(object value) => (Bytes32)value.GetType().GetMethod("StructHash")!.Invoke(value, [])!;

    /// <summary>Field names follow the property names, but the signer is called what it does.</summary>
    private static object ValueOf(object value, string field)
    {
        var name = char.ToUpperInvariant(field[0]) + field[1..];
        var property = value.GetType().GetProperty(name)
            ?? (field == "untilSlot" ? value.GetType().GetProperty("Until") : null)
            ?? (field is "submitter" or "publisher" or "worker" or "payer" or "challenger" or "owner" or "grantor" or "account" ? value.GetType().GetProperty("Signer") : null);
        return property?.GetValue(value) ?? throw new MissingMemberException(value.GetType().Name, field);
    }

    private static Bytes32 Text(string text) => Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(text));

    private static ModelDescription Described(string name, string version) => new(
        s_second, name, version, default, default, 1, new DeterminismConfig("", "", "", 0, false, 1), default, 0, 0, 0, [],
        new EvidencePolicy([], [], false));
}
