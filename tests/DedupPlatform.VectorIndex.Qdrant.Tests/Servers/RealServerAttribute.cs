namespace DedupPlatform.VectorIndex.Qdrant.Tests.Servers;

/// <summary>Marks tests that exist only where there is a real server: elsewhere they are not found, so none is skipped.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class RealServerAttribute : Attribute;
