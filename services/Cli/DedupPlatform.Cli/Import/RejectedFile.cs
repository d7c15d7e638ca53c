using System.Text.Encodings.Web;
using System.Text.Json;
using DedupPlatform.Cli.Import.Readers;

namespace DedupPlatform.Cli.Import;

/// <summary>
/// The rejected rows with their reasons, one JSON object per line; it exists only if there are any. Once corrected, it can be imported;
/// a <see cref="Row"/> is corrected by a <see cref="Question"/> in its place.
/// </summary>
/// <param name="path">Where it is written.</param>
/// <param name="keepsEarlier">Whether a file that is already there is kept, and this one gets a number.</param>
internal sealed class RejectedFile(string path, bool keepsEarlier = false) : IDisposable
{
    /// <summary>The property that holds the row's line in the file that it comes from.</summary>
    public const string Line = "line";

    /// <summary>The property that holds what is wrong with the row.</summary>
    public const string Errors = "errors";

    /// <summary>The property that holds the rejected question, if the row could be read.</summary>
    public const string Question = "question";

    /// <summary>The property that holds the text of a row that could not be read, or its beginning.</summary>
    public const string Row = "row";

    /// <summary>The properties that are no fields of a question.</summary>
    public static readonly string[] Marks = [Line, Errors, Row];

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _gate = new();
    private FileStream? _file;

    public string Path { get; private set; } = path;

    public long Count { get; private set; }

    public void Add(ImportRow row, IReadOnlyList<string> errors)
    {
        lock (_gate)
        {
            _file ??= Create();
            using (var json = new Utf8JsonWriter(_file, Options))
            {
                Write(json, row, errors);
            }

            _file.WriteByte((byte)'\n');
            Count++;
        }
    }

    /// <summary>If nothing was rejected, deletes the file that an earlier import of the same input left.</summary>
    /// <returns>Whether nothing is left of it; the import has succeeded all the same.</returns>
    public bool DeleteLeftover()
    {
        if (Count > 0 || keepsEarlier)
        {
            return true;
        }

        try
        {
            File.Delete(Path);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose() => _file?.Dispose();

    private FileStream Create()
    {
        var first = Path;
        for (var number = 2; keepsEarlier && File.Exists(Path); number++)
        {
            Path = System.IO.Path.ChangeExtension(first, $"{number}{System.IO.Path.GetExtension(first)}");
        }

        try
        {
            return new FileStream(Path, keepsEarlier ? FileMode.CreateNew : FileMode.Create, FileAccess.Write, FileShare.Read);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!keepsEarlier)
            {
                // The file that is imported may lie where nothing can be written: then the current folder is the place, as for standard input.
                (Path, keepsEarlier) = (System.IO.Path.GetFileName(Path), true);
                return Create();
            }

            throw new CommandFailedException(
                ExitCode.Usage, $"Rejected rows cannot be written to {Path}: {exception.Message} Name another file with --rejected.", exception);
        }
    }

    private static void Write(Utf8JsonWriter json, ImportRow row, IReadOnlyList<string> errors)
    {
        json.WriteStartObject();
        json.WriteNumber(Line, row.Line);
        json.WriteStartArray(Errors);
        foreach (var error in errors)
        {
            json.WriteStringValue(error);
        }

        json.WriteEndArray();
        if (row.Source is not null)
        {
            json.WriteString(Row, row.Source);
        }
        else
        {
            json.WritePropertyName(Question);
            json.WriteRawValue(row.Json.Span, skipInputValidation: true);
        }

        json.WriteEndObject();
    }
}
