using DedupPlatform.Distributed.Tests.Running;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(Platform))]

// They share the queues of one broker.
[assembly: Parallelization(Mode = ParallelMode.None)]
