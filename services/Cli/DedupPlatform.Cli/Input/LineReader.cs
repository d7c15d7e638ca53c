using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;

namespace DedupPlatform.Cli.Input;

/// <summary>Reads lines, compressed with gzip or not, in bounded memory, however long a line of a damaged file may be.</summary>
internal sealed class LineReader(Stream stream) : IDisposable
{
    public const int MaxLength = 1 << 20;

    /// <summary>Replaces bytes that are no text in the file's encoding: a code point that no text may use, so that the row can be recognised.</summary>
    public const char NoText = '\uFDD0';

    private static readonly System.Text.Encoding Utf8 =
        System.Text.Encoding.GetEncoding("utf-8", EncoderFallback.ExceptionFallback, new DecoderReplacementFallback(NoText.ToString()));

    private readonly PipeReader _bytes = PipeReader.Create(stream);
    private readonly char[] _buffer = new char[1 << 15];
    private readonly StringBuilder _line = new();
    private StreamReader? _text;
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

    public void Dispose()
    {
        _text?.Dispose();
        _bytes.Complete();
    }

    private async ValueTask<int> FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            // A read of an idle pipe or terminal does not end when it is cancelled; it is left behind.
            _text ??= await OpenAsync(cancellationToken).WaitAsync(cancellationToken);
            return await _text.ReadAsync(_buffer, cancellationToken).AsTask().WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw new UnreadableInputException(_number, exception);
        }
    }

    private async Task<StreamReader> OpenAsync(CancellationToken cancellationToken)
    {
        var start = await _bytes.ReadAtLeastAsync(2, cancellationToken);
        var isCompressed = start.Buffer.Length >= 2 && start.Buffer.Slice(0, 2).ToArray() is [0x1F, 0x8B];
        _bytes.AdvanceTo(start.Buffer.Start);
        var bytes = _bytes.AsStream();
        return new StreamReader(isCompressed ? new GZipStream(bytes, CompressionMode.Decompress) : bytes, Utf8);
    }

    private Line End(bool isCut)
    {
        if (_line.Length > 0 && _line[^1] == '\r')
        {
            _line.Length--;
        }

        // Behind a byte order mark of UTF-16, half a surrogate pair is replaced by what the reader of the framework replaces it by.
        if (_text!.CurrentEncoding.CodePage != Utf8.CodePage)
        {
            _line.Replace('\uFFFD', NoText);
        }

        return new Line(++_number, _line.ToString(), isCut);
    }
}
