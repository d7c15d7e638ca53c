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
    public void What_a_batch_takes_does_not_depend_on_the_batches_before()
    {
        var walked = new ExampleOrder(Ten, 4, seed: 1);
        var batches = Enumerable.Range(0, 8).Select(batch => walked.Take(batch).ToArray()).ToArray();
        new ExampleOrder(Ten, 4, seed: 1).Take(7).ShouldBe(batches[7]);
        new ExampleOrder(Ten, 4, seed: 2).Take(7).ShouldNotBe(batches[7]);
    }

    [Fact]
    public void A_batch_takes_examples_of_like_length_and_all_come_equally_often()
    {
        Example[] thousand = [.. Enumerable.Range(0, 1000).Select(i => Example.Of([new string('a', 1 + i % 100)]))];
        var order = new ExampleOrder(thousand, 10, seed: 1);

        var batches = Enumerable.Range(0, 400).Select(batch => order.Take(batch).ToArray()).ToArray();

        batches.Average(batch => batch.Max(Length) - batch.Min(Length)).ShouldBeLessThan(15);
        batches.Zip(batches.Skip(1)).Count(two => Length(two.First[0]) < Length(two.Second[0])).ShouldBeInRange(150, 250);
        batches.SelectMany(batch => batch).CountBy(example => example).ShouldAllBe(entry => entry.Value >= 3 && entry.Value <= 5);
    }

    [Fact]
    public void Questions_of_a_batch_are_of_like_length_however_many_an_example_has()
    {
        Example[] thousand = [.. Enumerable.Range(0, 1000).Select(i => Example.Of([.. Enumerable.Repeat(new string('a', 1 + i % 100), 1 + i % 7)]))];
        var order = new ExampleOrder(thousand, 10, seed: 1);

        Enumerable.Range(0, 100).Select(order.Take).Average(batch => batch.Max(Length) - batch.Min(Length)).ShouldBeLessThan(15);
    }

    [Fact]
    public void Examples_of_two_kinds_are_long_in_the_same_batches()
    {
        Example[] thousand = [.. Enumerable.Range(0, 1000).Select(i => Example.Of([new string('a', 1 + i % 100)]))];
        var (one, other) = (new ExampleOrder(thousand, 10, seed: 1), new ExampleOrder(thousand, 4, seed: 2, firstBatch: 40));

        Enumerable.Range(40, 160).Average(batch => Math.Abs(Length(one.Take(batch)[0]) - Length(other.Take(batch)[0]))).ShouldBeLessThan(15);
    }

    private static int Length(Example example) => example.Questions[0].Length;

    [Fact]
    public void Nothing_comes_of_nothing() => new ExampleOrder([], 4, seed: 1).Take(3).ShouldBeEmpty();
}
