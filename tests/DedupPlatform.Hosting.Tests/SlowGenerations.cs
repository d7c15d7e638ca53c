using System.Reflection;
using DedupPlatform.VectorIndex;

namespace DedupPlatform.Hosting.Tests;

/// <summary>Generations of which something may happen before each read of the live one, or of all: time goes by, or it fails.</summary>
public class SlowGenerations : DispatchProxy
{
    private IGenerations _generations = null!;
    private Func<Task> _beforeLive = null!;
    private Func<Task> _beforeAll = null!;

    public static IGenerations Of(IGenerations generations, Func<Task>? beforeLive = null, Func<Task>? beforeAll = null)
    {
        var slow = Create<IGenerations, SlowGenerations>();
        var proxy = (SlowGenerations)slow;
        (proxy._generations, proxy._beforeLive, proxy._beforeAll) = (generations, beforeLive ?? (() => Task.CompletedTask), beforeAll ?? (() => Task.CompletedTask));
        return slow;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        nameof(IGenerations.FindLiveAsync) => ReadAsync(_beforeLive, () => _generations.FindLiveAsync((CancellationToken)args![0]!)),
        nameof(IGenerations.ListWithJobsAsync) => ReadAsync(_beforeAll, () => _generations.ListWithJobsAsync((CancellationToken)args![0]!)),
        _ => targetMethod.Invoke(_generations, args),
    };

    private static async Task<T> ReadAsync<T>(Func<Task> before, Func<Task<T>> read)
    {
        await before();
        return await read();
    }
}
