using System.Reflection;
using DedupPlatform.VectorIndex.Qdrant.Tests.Servers;
using DedupPlatform.VectorIndex.Tests;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Conformance;

/// <summary>Stands here because only this project sees every index.</summary>
public sealed class ConformanceCoverageTests
{
    [Theory]
    [InlineData(typeof(IVectorIndex), typeof(VectorIndexConformance<>))]
    [InlineData(typeof(IGenerations), typeof(GenerationsConformance<>))]
    public void Every_index_passes_every_conformance_suite_also_where_there_is_no_real_server(Type contract, Type suite)
    {
        var types = Directory.EnumerateFiles(AppContext.BaseDirectory, "DedupPlatform.*.dll").Select(Assembly.LoadFrom)
            .SelectMany(assembly => assembly.GetTypes()).Where(type => type is { IsClass: true, IsAbstract: false }).ToList();
        var implementations = types.Where(type => type.IsAssignableTo(contract)).ToList();
        var runEverywhere = types.Where(type => type.IsPublic && type.GetCustomAttribute<RealServerAttribute>() is null).ToList();

        implementations.Count.ShouldBeGreaterThan(1);
        foreach (var implementation in implementations)
        {
            runEverywhere.ShouldContain(type => type.IsSubclassOf(suite.MakeGenericType(implementation)), $"{implementation} has no {suite.Name}.");
        }
    }
}
