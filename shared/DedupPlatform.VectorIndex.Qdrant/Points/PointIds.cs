using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DedupPlatform.VectorIndex.Qdrant.Wire;

namespace DedupPlatform.VectorIndex.Qdrant.Points;

/// <summary>
/// Where a question is kept: UUIDv5 of its site and id, so that every process writes the same question to the same point
/// (RFC 9562, section 5.5).
/// </summary>
internal static class PointIds
{
    private static readonly byte[] Namespace = new Guid("c3343803-2940-4766-b8f5-5be3ed24e43c").ToByteArray(bigEndian: true);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static PointId Of(string site, string id) => new() { Uuid = GuidOf(site, id).ToString("D") };

    public static Guid GuidOf(string site, string id)
    {
        // The length in front keeps the site "a" with the id "bc" apart from "ab" with "c".
        var name = Utf8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{site.Length}:{site}{id}"));
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // UUIDv5 is defined with SHA-1; it keeps no secret and proves nothing.
        SHA1.HashData([.. Namespace, .. name], hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
