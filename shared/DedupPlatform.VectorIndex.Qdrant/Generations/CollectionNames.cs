namespace DedupPlatform.VectorIndex.Qdrant.Generations;

/// <summary>
/// The names of generations on the server: their own names with the alias in place of <c>questions</c>, so that one server can hold
/// several indexes.
/// </summary>
internal sealed class CollectionNames(string alias)
{
    private const string Questions = "questions";

    /// <summary><c>&lt;alias&gt;-&lt;model&gt;-&lt;number&gt;</c>.</summary>
    public string Of(Generation generation) => alias + generation.Name[Questions.Length..];

    /// <summary>The generation in a collection, or <see langword="null"/> for any other collection.</summary>
    public Generation? Parse(string collection, int dimension) =>
        collection.StartsWith(alias + '-', StringComparison.Ordinal) ? Generation.Parse(Questions + collection[alias.Length..], dimension) : null;
}
