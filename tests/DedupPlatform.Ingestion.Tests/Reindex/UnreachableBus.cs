using System.Reflection;
using MassTransit;

namespace DedupPlatform.Ingestion.Tests.Reindex;

/// <summary>A bus whose broker is away.</summary>
public class UnreachableBus : DispatchProxy
{
    public static IBus Create() => Create<IBus, UnreachableBus>();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new InvalidOperationException("The broker is away.");
}
