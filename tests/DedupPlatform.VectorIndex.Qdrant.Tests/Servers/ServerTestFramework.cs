using System.Reflection;
using DedupPlatform.VectorIndex.Qdrant.Tests.Servers;
using Xunit.v3;

[assembly: TestFramework(typeof(ServerTestFramework))]

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Servers;

/// <summary>Finds the tests that need a real server only where there is one.</summary>
public sealed class ServerTestFramework : XunitTestFramework
{
    /// <inheritdoc/>
    protected override ITestFrameworkDiscoverer CreateDiscoverer(Assembly assembly) => new Discoverer(new XunitTestAssembly(assembly, configFilePath: null, assemblyName: null));

    private sealed class Discoverer(IXunitTestAssembly assembly) : XunitTestFrameworkDiscoverer(assembly)
    {
        protected override Type[] GetExportedTypes() =>
            [.. base.GetExportedTypes().Where(type => RealServer.Url is not null || type.GetCustomAttribute<RealServerAttribute>() is null)];
    }
}
