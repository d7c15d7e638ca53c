using System.Reflection;

namespace DedupPlatform.VectorIndex.Tests;

public sealed class ConformanceCoverageTests
{
    [Fact]
    public void Every_index_passes_the_conformance_suite()
    {
        var assemblies = Directory.EnumerateFiles(AppContext.BaseDirectory, "DedupPlatform.*.dll").Select(Assembly.LoadFrom).ToList();
        var indexes = Concrete(assemblies.SelectMany(assembly => assembly.GetTypes())).Where(type => type.IsAssignableTo(typeof(IVectorIndex))).ToList();
        var suites = Concrete(assemblies.SelectMany(assembly => assembly.GetTypes())).ToList();

        indexes.ShouldNotBeEmpty();
        foreach (var index in indexes)
        {
            suites.ShouldContain(suite => suite.IsSubclassOf(typeof(VectorIndexConformance<>).MakeGenericType(index)), $"{index} has no conformance tests.");
        }
    }

    private static IEnumerable<Type> Concrete(IEnumerable<Type> types) => types.Where(type => type is { IsClass: true, IsAbstract: false });
}
