using LazAI.Cryptography.R1cs;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Tests.Groth16.Proving;

/// <summary>
/// Systems with the looks of a quantised network's circuit, and witnesses of them: of 16 constraints ten say that a wire is a bit, one that
/// bits make a number, two multiply small numbers, one of which may be negative, and three raise a sum of others to the fifth power.
/// </summary>
internal sealed class SyntheticSystem
{
    private const int Bits = 10;
    private const int BlockLength = Bits + 6;

    private readonly Random _random;
    private readonly List<Fr> _values = [Fr.One];
    private readonly Matrix _a = new();
    private readonly Matrix _b = new();
    private readonly Matrix _c = new();

    private SyntheticSystem(Random random, int constraints, int publicSignals)
    {
        _random = random;
        for (var i = 0; i < publicSignals; i++)
        {
            Wire(FullSize());
        }

        // Two to begin with.
        Wire(FullSize());
        Wire(Fr.FromUInt64((ulong)random.Next(256)));
        while (_a.Rows < constraints)
        {
            if (constraints - _a.Rows >= BlockLength)
            {
                AddBlock();
            }
            else
            {
                AddProduct(_random.Next(_values.Count), _random.Next(_values.Count));
            }
        }

        System = new(_values.Count, publicSignals, _a.ToSparse(), _b.ToSparse(), _c.ToSparse());
        Witness = new([.. _values], publicSignals);
    }

    public ConstraintSystem System { get; }

    public Witness Witness { get; }

    public static SyntheticSystem Create(Random random, int constraints, int publicSignals) => new(random, constraints, publicSignals);

    /// <summary>The witness with one value changed.</summary>
    public Witness Changed(int wire, Func<Fr, Fr> change)
    {
        var values = Witness.Values.ToArray();
        values[wire] = change(values[wire]);
        return new(values, Witness.PublicSignalCount);
    }

    private void AddBlock()
    {
        var number = _random.Next(1 << Bits);
        var bits = new int[Bits];
        for (var i = 0; i < Bits; i++)
        {
            // b (b - 1) = 0
            bits[i] = Wire(Fr.FromUInt64((ulong)(number >> i & 1)));
            Add([(bits[i], Fr.One)], [(0, -Fr.One), (bits[i], Fr.One)], []);
        }

        var sum = Wire(Fr.FromUInt64((ulong)number));
        Add([.. bits.Select((bit, i) => (bit, Fr.FromUInt64(1UL << i)))], [(0, Fr.One)], [(sum, Fr.One)]);
        var product = AddProduct(sum, bits[0]);
        AddProduct(sum, product, isNegated: true);

        // x^2, x^4 and x^5 of a sum of full size.
        (int Wire, Fr Factor)[] x = [(_random.Next(1, bits[0]), FullSize()), (sum, FullSize()), (product, FullSize())];
        var value = Value(x);
        var square = Wire(Fr.Square(in value));
        Add(x, x, [(square, Fr.One)]);
        var fourth = AddProduct(square, square);
        var fifth = Wire(_values[fourth] * value);
        Add([(fourth, Fr.One)], x, [(fifth, Fr.One)]);
    }

    private int AddProduct(int left, int right, bool isNegated = false)
    {
        var factor = isNegated ? -Fr.One : Fr.One;
        var wire = Wire(factor * _values[left] * _values[right]);
        Add([(left, factor)], [(right, Fr.One)], [(wire, Fr.One)]);
        return wire;
    }

    private void Add((int, Fr)[] a, (int, Fr)[] b, (int, Fr)[] c)
    {
        _a.Add(a);
        _b.Add(b);
        _c.Add(c);
    }

    private Fr Value((int Wire, Fr Factor)[] terms) => terms.Aggregate(Fr.Zero, (sum, term) => sum + _values[term.Wire] * term.Factor);

    private int Wire(Fr value)
    {
        _values.Add(value);
        return _values.Count - 1;
    }

    private Fr FullSize()
    {
        Span<byte> bytes = stackalloc byte[32];
        _random.NextBytes(bytes[1..]);
        return Fr.TryRead(bytes, out var value) ? value : throw new InvalidOperationException("A number of 248 bits is below r.");
    }

    private sealed class Matrix
    {
        private readonly List<int> _starts = [0];
        private readonly List<int> _columns = [];
        private readonly List<Fr> _coefficients = [];

        public int Rows => _starts.Count - 1;

        public void Add((int Wire, Fr Factor)[] terms)
        {
            foreach (var wire in terms.GroupBy(term => term.Wire, term => term.Factor).OrderBy(wire => wire.Key))
            {
                _columns.Add(wire.Key);
                _coefficients.Add(wire.Aggregate(Fr.Zero, (sum, factor) => sum + factor));
            }

            _starts.Add(_columns.Count);
        }

        public SparseMatrix ToSparse() => new([.. _starts], [.. _columns], [.. _coefficients]);
    }
}
