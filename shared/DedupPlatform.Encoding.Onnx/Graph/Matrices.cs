namespace DedupPlatform.Encoding.Onnx;

internal static class Matrices
{
    private const int Block = 32;

    /// <summary>Writes a row-major matrix transposed, block by block so that both sides stay in the cache.</summary>
    /// <param name="source">The matrix.</param>
    /// <param name="columns">Its number of columns.</param>
    /// <param name="destination">Receives it, from its first value on.</param>
    /// <param name="stride">The distance between two rows of the destination, in values.</param>
    public static void Transpose(ReadOnlySpan<float> source, int columns, Span<float> destination, int stride)
    {
        var rows = source.Length / columns;
        for (var top = 0; top < rows; top += Block)
        {
            for (var left = 0; left < columns; left += Block)
            {
                for (var row = top; row < Math.Min(top + Block, rows); row++)
                {
                    for (var column = left; column < Math.Min(left + Block, columns); column++)
                    {
                        destination[(column * stride) + row] = source[(row * columns) + column];
                    }
                }
            }
        }
    }
}
