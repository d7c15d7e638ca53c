using System.Buffers;
using DedupPlatform.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace DedupPlatform.Hosting;

/// <summary>The body of a request, read in full, or the problem that kept it from being read.</summary>
public readonly record struct JsonBody
{
    /// <summary>The media type it must have.</summary>
    public const string MediaType = "application/json";

    /// <summary>The bytes; empty if there is a <see cref="Problem"/>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private init; }

    /// <summary>413 or 415 if the body was not read.</summary>
    public ProblemHttpResult? Problem { get; private init; }

    /// <summary>Reads the body of a request up to <see cref="QuestionLimits.RequestBytes"/>, whatever the server's own limit.</summary>
    public static async Task<JsonBody> ReadAsync(HttpRequest request, QuestionLimits limits, CancellationToken cancellationToken)
    {
        // Lifted even for a body that is refused: only then does the server let the sender finish and read the answer.
        LiftServerLimit(request);
        if (!Has(request, MediaType))
        {
            return new JsonBody { Problem = Problems.WrongContentType(MediaType) };
        }

        var most = limits.RequestBytes;
        if (request.ContentLength > most)
        {
            return new JsonBody { Problem = Problems.TooLarge(most) };
        }

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > most)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return new JsonBody { Problem = Problems.TooLarge(most) };
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return new JsonBody { Bytes = bytes };
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Whether a request has a body that is not empty, of any type.</summary>
    public static async Task<bool> IsThereAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        LiftServerLimit(request);
        var read = await request.BodyReader.ReadAsync(cancellationToken);
        request.BodyReader.AdvanceTo(read.Buffer.End);
        return !read.Buffer.IsEmpty;
    }

    /// <summary>Whether a request declares its body to be of this media type and not compressed.</summary>
    public static bool Has(HttpRequest request, string mediaType)
    {
        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
            && request.Headers.ContentEncoding is [] or ["identity"];
    }

    /// <summary>Lifts the server's limit on the size of a body, and leaves the limit to its reader.</summary>
    public static void LiftServerLimit(HttpRequest request)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }
    }
}
