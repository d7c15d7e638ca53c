using DedupPlatform.Distributed.Tests.Running;

[assembly: AssemblyFixture(typeof(Platform))]

// They share the queues of one broker.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
