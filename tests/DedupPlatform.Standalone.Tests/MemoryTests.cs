using DedupPlatform.Encoding.Tests;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPlatform.Standalone.Tests;

public sealed class MemoryTests : IDisposable
{
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task What_a_dropped_generation_held_in_memory_is_let_go_of()
    {
        var model = Path.Combine(_data.Path, "small");
        new TinyBert().Write(model);
        await using var standalone = new WebApplicationFactory<Program>().WithWebHostBuilder(
            host => host.UseSetting("Storage:Directory", _data.Path).UseSetting("Encoder:Model", model));
        using var http = standalone.CreateClient();
        var generations = standalone.Services.GetRequiredService<IGenerations>();

        var second = await generations.CreateAsync(standalone.Services.GetRequiredService<Encoders>().Default.Model, TinyBert.Hidden);
        var index = await WrittenAsync(http, standalone.Services.GetRequiredService<ServedGenerations>(), second);
        await generations.DropAsync(second.Name);

        await Until.TrueAsync(
            async () =>
            {
                await http.AskAsync(new { id = "1", title = "How do I reset my cat?" });
                GC.Collect();
                return !index.TryGetTarget(out _);
            },
            "nothing holds it any more");
    }

    /// <summary>Waits until questions are written to a generation.</summary>
    private static async Task<WeakReference<IVectorIndex>> WrittenAsync(HttpClient http, ServedGenerations served, Generation generation)
    {
        var index = (await served.ServeAsync(generation)).Index;
        await Until.TrueAsync(
            async () =>
            {
                await http.AskAsync(new { id = "1", title = "How do I reset my cat?" });
                return (await index.CountAsync()).Count > 0;
            },
            "its questions are in memory");
        return new WeakReference<IVectorIndex>(index);
    }
}
