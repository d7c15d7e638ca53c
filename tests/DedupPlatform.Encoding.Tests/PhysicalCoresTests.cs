namespace DedupPlatform.Encoding.Tests;

public sealed class PhysicalCoresTests
{
    // CPUs 0 and 1 are threads of one core, 2 and 3 of the next.
    [Theory]
    [InlineData("\t0-3,8", 3)]
    [InlineData("0-1", 1)]
    [InlineData("1-2", 2)]
    [InlineData("5", 1)]
    [InlineData("8-9", 1)]
    public void Only_the_cores_of_cpus_that_are_allowed_count(string allowed, int cores) =>
        PhysicalCores.Among(allowed, cpu => cpu == 9 ? null : $"{cpu / 2}").ShouldBe(cores);
}
