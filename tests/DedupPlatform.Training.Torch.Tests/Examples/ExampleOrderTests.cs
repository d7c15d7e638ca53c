using DedupPlatform.Training.Examples;

namespace DedupPlatform.Training.Torch.Tests.Examples;

public sealed class ExampleOrderTests
{
    private static readonly Example[] Ten = [.. Enumerable.Range(0, 10).Select(i => Example.Of([$"{i}"]))];

    [Fact]
    public void Each_example_comes_once_before_any_comes_again()
    {
        var order = new ExampleOrder(Ten, 4, seed: 1);
        var taken = Enumerable.Range(0, 5).SelectMany(order.Take).ToArray();
        taken[..10].Distinct().Count().ShouldBe(10);
        taken[10..].Distinct().Count().ShouldBe(10);
        taken[10..].ShouldNotBe(taken[..10]);
    }

    [Fact]
    public void What_a_step_takes_does_not_depend_on_the_steps_before()
    {
        var walked = new ExampleOrder(Ten, 4, seed: 1);
        var steps = Enumerable.Range(0, 8).Select(step => walked.Take(step).ToArray()).ToArray();
        new ExampleOrder(Ten, 4, seed: 1).Take(7).ShouldBe(steps[7]);
        new ExampleOrder(Ten, 4, seed: 2).Take(7).ShouldNotBe(steps[7]);
    }

    [Fact]
    public void Nothing_comes_of_nothing() => new ExampleOrder([], 4, seed: 1).Take(3).ShouldBeEmpty();
}
