using Xunit.Sdk;
using Xunit.v3;

// Threads, live tensors and memory belong to the process.
[assembly: Parallelization(Mode = ParallelMode.None)]
