namespace LazAI.Tools.DigitTrainer;

/// <summary>
/// Draws a digit as another hand might have: turned, sheared, scaled and moved a little, and bent by a smooth random field. It makes
/// nine thousand digits go further; the held-out digits are never touched.
/// </summary>
/// <param name="distortion">Share of the greatest distortions below.</param>
internal sealed class Augmentation(SplitMix64 random, float distortion)
{
    private const int Side = 28;
    private const float Centre = (Side - 1) / 2f;

    /// <summary>Bending is drawn on a grid of so many knots a side and interpolated between them.</summary>
    private const int Knots = 5;

    private const float TurnMaximum = 0.20f;
    private const float ShearMaximum = 0.15f;
    private const float ScaleMaximum = 0.12f;
    private const float MovePixelsMaximum = 1.5f;
    private const float BendPixelsMaximum = 1.6f;

    private readonly float[] _bendX = new float[Knots * Knots];
    private readonly float[] _bendY = new float[Knots * Knots];

    public void Draw(ReadOnlySpan<byte> source, Span<byte> target)
    {
        // A rotation by atan(turn), without trigonometry.
        var turn = Distort(TurnMaximum);
        var length = MathF.Sqrt(1 + (turn * turn));
        var (cosine, sine) = (1 / length, turn / length);
        var shear = Distort(ShearMaximum);
        var scaleX = 1 + Distort(ScaleMaximum);
        var scaleY = 1 + Distort(ScaleMaximum);
        var moveX = Centre + Distort(MovePixelsMaximum);
        var moveY = Centre + Distort(MovePixelsMaximum);
        for (var i = 0; i < _bendX.Length; i++)
        {
            _bendX[i] = Distort(BendPixelsMaximum);
            _bendY[i] = Distort(BendPixelsMaximum);
        }

        for (var row = 0; row < Side; row++)
        {
            for (var column = 0; column < Side; column++)
            {
                var y = (row - Centre) * scaleY;
                var x = ((column - Centre) * scaleX) + (shear * y);
                var fromX = (cosine * x) - (sine * y) + moveX + Interpolate(_bendX, row, column);
                var fromY = (sine * x) + (cosine * y) + moveY + Interpolate(_bendY, row, column);
                target[(row * Side) + column] = Sample(source, fromX, fromY);
            }
        }
    }

    private float Distort(float maximum) => random.Symmetric() * (maximum * distortion);

    private static float Interpolate(float[] knots, int row, int column)
    {
        const float KnotsPerPixel = (Knots - 1) / (float)(Side - 1);
        var (x, y) = (column * KnotsPerPixel, row * KnotsPerPixel);
        var (left, top) = (Math.Min((int)x, Knots - 2), Math.Min((int)y, Knots - 2));
        var at = (top * Knots) + left;
        var upper = Mix(knots[at], knots[at + 1], x - left);
        var lower = Mix(knots[at + Knots], knots[at + Knots + 1], x - left);
        return Mix(upper, lower, y - top);
    }

    private static byte Sample(ReadOnlySpan<byte> source, float x, float y)
    {
        var (left, top) = ((int)MathF.Floor(x), (int)MathF.Floor(y));
        var upper = Mix(At(source, left, top), At(source, left + 1, top), x - left);
        var lower = Mix(At(source, left, top + 1), At(source, left + 1, top + 1), x - left);
        return (byte)(Mix(upper, lower, y - top) + 0.5f);
    }

    private static float At(ReadOnlySpan<byte> source, int x, int y) =>
        (uint)x < Side && (uint)y < Side ? source[(y * Side) + x] : 0;

    private static float Mix(float a, float b, float share) => a + ((b - a) * share);
}
