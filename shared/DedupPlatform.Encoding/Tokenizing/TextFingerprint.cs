using System.Buffers;
using System.Security.Cryptography;

namespace DedupPlatform.Encoding;

/// <summary>Hashes a normalised text: SHA-256 of its UTF-8 bytes, cut to 128 bits.</summary>
internal static class TextFingerprint
{
    private const int HashBytes = 16;
    private const int BufferBytes = 4096;
    private const int MaxCharacterBytes = 4;

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

            if (used > buffer.Length - MaxCharacterBytes - 1)
            {
                hash.AppendData(buffer, 0, used);
                used = 0;
            }

            if (blank)
            {
                buffer[used++] = (byte)' ';
            }

            used += text.Current.EncodeToUtf8(buffer.AsSpan(used));
            (blank, started) = (false, true);
        }

        hash.AppendData(buffer, 0, used);
        ArrayPool<byte>.Shared.Return(buffer);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Convert.ToHexStringLower(digest[..HashBytes]);
    }
}
