namespace DedupPlatform.VectorIndex.Qdrant.Generations;

/// <summary>
/// The names of generations on the server: their own names with the alias in place of <c>questions</c>, so that one server can hold
/// several indexes.
/// </summary>
internal sealed class CollectionNames(string alias)
{
    private const string Questions = "questions";

    /// <summary>The collection of the generation with this name: <c>&lt;alias&gt;-&lt;model&gt;-&lt;number&gt;</c>.</summary>
    public string Of(string generation) => alias + generation[Questions.Length..];

    /// <summary>The name of the generation in a collection, or <see langword="null"/> for any other collection.</summary>
    public string? Parse(string collection) =>
        collection.StartsWith(alias + '-', StringComparison.Ordinal)
        && Questions + collection[alias.Length..] is var name && Generation.NumberOf(name) is not null
            ? name
            : null;
}
