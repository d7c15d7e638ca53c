namespace DedupPlatform.Training.MadeQuestions;

/// <summary>The text files beside this code, embedded under <c>MadeQuestions/folder/name.txt</c>.</summary>
internal static class Resource
{
    private const string Root = "MadeQuestions/";
    private const string Extension = ".txt";

    public static IEnumerable<string> Names(string folder) => typeof(Resource).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith($"{Root}{folder}/", StringComparison.Ordinal))
        .Select(name => name[(Root.Length + folder.Length + 1)..^Extension.Length])
        .Order(StringComparer.Ordinal);

    public static IEnumerable<string> Lines(string folder, string name)
    {
        using var stream = typeof(Resource).Assembly.GetManifestResourceStream($"{Root}{folder}/{name}{Extension}")
            ?? throw new InvalidOperationException($"{folder}/{name}{Extension} is not embedded.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return line.TrimEnd();
        }
    }
}
