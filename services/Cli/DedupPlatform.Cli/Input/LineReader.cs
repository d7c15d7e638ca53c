using System.Text;

namespace DedupPlatform.Cli.Input;

/// <summary>Reads lines in bounded memory, however long a line of a damaged file may be.</summary>
internal sealed class LineReader(Stream stream) : IDisposable
{
    public const int MaxLength = 1 << 20;

    /// <summary>Replaces bytes that are not UTF-8: a code point that no text may use, so that the row can be recognised.</summary>
    public const char NotUtf8 = '\uFDD0';

    private static readonly System.Text.Encoding Utf8 =
        System.Text.Encoding.GetEncoding("utf-8", EncoderFallback.ExceptionFallback, new DecoderReplacementFallback(NotUtf8.ToString()));

    private readonly StreamReader _text = new(stream, Utf8);
    private readonly char[] _buffer = new char[1 << 15];
    private readonly StringBuilder _line = new();
    private int _position;
    private int _count;
    private long _number;

    /// <summary>The next line, or <see langword="null"/> at the end.</summary>
    public async ValueTask<Line?> ReadAsync(CancellationToken cancellationToken)
    {
        _line.Clear();
        var isCut = false;
        for (var isEmpty = true; ; isEmpty = false)
        {
            if (_position == _count)
            {
                _count = await FillAsync(cancellationToken);
                _position = 0;
                if (_count == 0)
                {
                    return isEmpty ? null : End(isCut);
                }
            }

            var rest = _buffer.AsSpan(_position.._count);
            var length = rest.IndexOf('\n');
            var part = length < 0 ? rest : rest[..length];
            var fitting = Math.Min(part.Length, MaxLength - _line.Length);
            _line.Append(part[..fitting]);
            isCut |= fitting < part.Length;
            _position += part.Length;
            if (length >= 0)
            {
                _position++;
                return End(isCut);
            }
        }
    }

    public void Dispose() => _text.Dispose();

    private async ValueTask<int> FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _text.ReadAsync(_buffer, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw new UnreadableInputException(_number, exception);
        }
    }

    private Line End(bool isCut)
    {
        if (_line.Length > 0 && _line[^1] == '\r')
        {
            _line.Length--;
        }

        return new Line(++_number, _line.ToString(), isCut);
    }
}
