using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Tests;

namespace DedupPlatform.Hosting.Tests;

public sealed class EncoderBackendsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task A_batch_is_computed_by_as_many_threads_as_the_options_say(int threads)
    {
        using var folder = new ModelFolder();
        var model = folder.Write("tiny", new TinyBert());
        var name = $"batch of {threads}";

        // A native thread has the name of the one that started it; that one computes, too.
        (await OnThreadAsync(name, () =>
        {
            using var backend = EncoderBackends.Create(model, new EncoderOptions { Backend = "onnx", Threads = threads });
            return Directory.GetDirectories("/proc/self/task").Count(thread => NameOf(thread) == name);
        })).ShouldBe(threads);
    }

    private static Task<int> OnThreadAsync(string name, Func<int> work)
    {
        var result = new TaskCompletionSource<int>();
        new Thread(() =>
        {
            try
            {
                result.SetResult(work());
            }
            catch (Exception exception)
            {
                result.SetException(exception);
            }
        })
        { Name = name }.Start();
        return result.Task;
    }

    private static string? NameOf(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "comm")).TrimEnd('\n');
        }
        catch (IOException)
        {
            // That thread has ended meanwhile.
            return null;
        }
    }
}
