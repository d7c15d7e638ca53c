using System.Text.Json;

namespace DedupPlatform.Standalone.Tests;

/// <summary>What docs/runbooks.md, "Erasing a question", says of Standalone.</summary>
public sealed class ErasureTests
{
    private static readonly byte[] Secret = "quuxly"u8.ToArray();

    [Fact]
    public async Task After_a_stop_no_file_has_the_text_of_a_question_that_was_removed_or_edited()
    {
        using var data = new TemporaryDirectory();
        var ids = Enumerable.Range(0, 1_000).Select(i => $"{i}").ToList();
        using (var process = await StandaloneProcess.StartAsync(data.Path))
        {
            await process.Http.BulkAsync(Lines(ids, id => $"Who is quuxly, the {id}.?", $"It is about quuxly. {new string('x', 1_000)}"));
            await process.Http.WorkedOffAsync();
            (await process.StopAsync()).ShouldBe(0);
        }

        FilesWithTheSecret(data.Path).ShouldNotBeEmpty();

        // Another process, so that the texts are in the databases themselves, and no longer beside them.
        using (var process = await StandaloneProcess.StartAsync(data.Path))
        {
            await process.Http.BulkAsync(Lines(ids.Take(500), id => $"Who is the {id}.?", "It is about nobody."));
            foreach (var id in ids.Skip(500))
            {
                (await process.Http.DeleteAsync($"/v1/questions/default/{id}")).EnsureSuccessStatusCode();
            }

            await process.Http.WorkedOffAsync();
            (await process.Http.CandidateIdsAsync(new { title = "Who is the 7.?", threshold = 0.999 })).ShouldContain("7");
            (await process.StopAsync()).ShouldBe(0);
        }

        FilesWithTheSecret(data.Path).ShouldBeEmpty();
    }

    private static string Lines(IEnumerable<string> ids, Func<string, string> title, string body) =>
        string.Join('\n', ids.Select(id => JsonSerializer.Serialize(new { id, title = title(id), body })));

    private static IEnumerable<string> FilesWithTheSecret(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(Secret) >= 0);
}
