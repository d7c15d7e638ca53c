using Xunit.v3;

// They share the one platform.
[assembly: Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
