using System.Buffers;
using DedupPlatform.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace DedupPlatform.Hosting;

/// <summary>Reads the body of a request in full.</summary>
public static class JsonBody
{
    /// <summary>The media type it must have.</summary>
    public const string MediaType = "application/json";

    // With some white space around it, as some clients end every body with a line break.
    private const int MostOfNothing = 16;

    private static ReadOnlySpan<byte> EmptyObject => "{}"u8;

    /// <summary>Reads the body of a request up to <see cref="QuestionLimits.RequestBytes"/>, whatever the server's own limit.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limits">What it may have.</param>
    /// <param name="read">Makes a value of the bytes and notes what is wrong with them.</param>
    /// <param name="isOptional">Whether a request without a body stands for one with an empty object.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The value, or the problem to answer with: 400, 413 or 415.</returns>
    public static async Task<(T? Value, ProblemHttpResult? Problem)> ReadAsync<T>(
        HttpRequest request, QuestionLimits limits, Func<ReadOnlyMemory<byte>, Faults, T?> read, bool isOptional = false,
        CancellationToken cancellationToken = default)
        where T : class
    {
        var isAbsent = isOptional && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };
        var (bytes, problem) = isAbsent ? (EmptyObject.ToArray(), null) : await ReadBytesAsync(request, limits, cancellationToken);
        if (problem is not null)
        {
            return (null, problem);
        }

        var faults = new Faults();
        RefuseQuery(request, faults);
        var value = read(bytes, faults);
        return faults.Any ? (null, Problems.Invalid(faults)) : (value, null);
    }

    /// <summary>Refuses every field of the query: what is not seen would have no effect, and the caller would take it for done.</summary>
    /// <param name="request">The request.</param>
    /// <param name="faults">Notes what is refused.</param>
    public static void RefuseQuery(HttpRequest request, Faults faults) => RefuseQuery(request, faults, known: null, "send it in the body");

    /// <summary>Refuses a body, and every field of the query but one, for the same reason.</summary>
    /// <param name="request">The request.</param>
    /// <param name="faults">Notes what is refused.</param>
    /// <param name="known">The field that may be there, a whole number, if any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task RefuseAsync(HttpRequest request, Faults faults, string? known, CancellationToken cancellationToken)
    {
        RefuseQuery(request, faults, known, known is null ? "the path says all" : $"the only one is {known}, as in ?{known}=3");
        if (await IsThereAsync(request, cancellationToken))
        {
            faults.Add(Faults.Whole, "must have no body; " + (known is null ? "the path says all" : $"send a {known} in the query, as in ?{known}=3"));
        }
    }

    /// <summary>Whether a request declares its body to be of this media type and not compressed.</summary>
    public static bool Has(HttpRequest request, string mediaType) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
        && request.Headers.ContentEncoding is [] or ["identity"];

    /// <summary>Lifts the server's limit on the size of a body, and leaves the limit to its reader.</summary>
    public static void LiftServerLimit(HttpRequest request)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }
    }

    private static async Task<(ReadOnlyMemory<byte> Bytes, ProblemHttpResult? Problem)> ReadBytesAsync(
        HttpRequest request, QuestionLimits limits, CancellationToken cancellationToken)
    {
        // Lifted even for a body that is refused: only then does the server let the sender finish and read the answer.
        LiftServerLimit(request);
        if (!Has(request, MediaType))
        {
            return (default, Problems.WrongContentType(MediaType));
        }

        var most = limits.RequestBytes;
        if (request.ContentLength > most)
        {
            return (default, Problems.TooLarge(most));
        }

        // Takes out at once what has been read: where some of it is left and the sender then goes, the server fails and logs a warning of its own.
        var bytes = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            var isTooLarge = bytes.WrittenCount + read.Buffer.Length > most;
            bytes.Write(isTooLarge ? [] : read.Buffer.ToArray());
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (isTooLarge)
            {
                return (default, Problems.TooLarge(most));
            }

            if (read.IsCompleted)
            {
                return (bytes.WrittenMemory, null);
            }
        }
    }

    private static void RefuseQuery(HttpRequest request, Faults faults, string? known, string advice)
    {
        foreach (var name in request.Query.Keys.Where(name => !name.Equals(known, StringComparison.OrdinalIgnoreCase)))
        {
            faults.Add(name, $"is not known in the query; {advice}");
        }
    }

    // One of any type that says something; some clients send an empty object along with every call.
    private static async Task<bool> IsThereAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        LiftServerLimit(request);
        var read = await request.BodyReader.ReadAtLeastAsync(MostOfNothing, cancellationToken);
        var body = read.Buffer.ToArray().AsSpan().Trim(" \t\r\n"u8);
        var isThere = !body.IsEmpty && !body.SequenceEqual(EmptyObject);
        request.BodyReader.AdvanceTo(read.Buffer.End);
        return isThere;
    }
}
