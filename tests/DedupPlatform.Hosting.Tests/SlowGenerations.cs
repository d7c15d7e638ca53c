using System.Reflection;
using DedupPlatform.VectorIndex;

namespace DedupPlatform.Hosting.Tests;

/// <summary>Generations of which something may happen before each read of the live one: time goes by, or it fails.</summary>
public class SlowGenerations : DispatchProxy
{
    private IGenerations _generations = null!;
    private Func<Task> _beforeRead = null!;

    public static IGenerations Of(IGenerations generations, Func<Task> beforeRead)
    {
        var slow = Create<IGenerations, SlowGenerations>();
        (((SlowGenerations)slow)._generations, ((SlowGenerations)slow)._beforeRead) = (generations, beforeRead);
        return slow;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name == nameof(IGenerations.FindLiveAsync)
        ? FindLiveAsync((CancellationToken)args![0]!)
        : targetMethod.Invoke(_generations, args);

    private async Task<Generation?> FindLiveAsync(CancellationToken cancellationToken)
    {
        await _beforeRead();
        return await _generations.FindLiveAsync(cancellationToken);
    }
}
