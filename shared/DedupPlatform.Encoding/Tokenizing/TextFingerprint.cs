using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DedupPlatform.Encoding;

/// <summary>Hashes a normalised text, the marks of each letter in one order: SHA-256 of its UTF-8 bytes, cut to 128 bits.</summary>
internal static class TextFingerprint
{
    private const int HashBytes = 16;
    private const int BufferBytes = 4096;
    private const int MaxCharacterBytes = 4;

    // How far a mark is moved, so that a long row of marks takes no longer than other text.
    private const int MaxMarkBytes = 64;

    [ThreadStatic]
    private static IncrementalHash? _hash;

    public static string Of(NormalizedText text)
    {
        var hash = _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var (used, blank, started) = (0, false, false);
        while (text.MoveNext())
        {
            if (text.Current.Value == ' ')
            {
                blank = started;
                continue;
            }

            if (used > buffer.Length - MaxCharacterBytes - 1 || (used > buffer.Length / 2 && !IsMark(text.Current)))
            {
                hash.AppendData(buffer, 0, used);
                used = 0;
            }

            if (blank)
            {
                buffer[used++] = (byte)' ';
            }

            var place = PlaceOf(text.Current, buffer.AsSpan(0, used));
            buffer.AsSpan(place, used - place).CopyTo(buffer.AsSpan(place + text.Current.Utf8SequenceLength));
            used += text.Current.EncodeToUtf8(buffer.AsSpan(place));
            (blank, started) = (false, true);
        }

        hash.AppendData(buffer, 0, used);
        ArrayPool<byte>.Shared.Return(buffer);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Convert.ToHexStringLower(digest[..HashBytes]);
    }

    // Behind the text, but among the marks of one letter by code point: they may be typed in any order.
    private static int PlaceOf(Rune character, ReadOnlySpan<byte> text)
    {
        var place = text.Length;
        while (IsMark(character) && place > text.Length - MaxMarkBytes
            && Rune.DecodeLastFromUtf8(text[..place], out var before, out var length) == OperationStatus.Done && IsMark(before) && before > character)
        {
            place -= length;
        }

        return place;
    }

    private static bool IsMark(Rune character) => Rune.GetUnicodeCategory(character) == UnicodeCategory.NonSpacingMark;
}
