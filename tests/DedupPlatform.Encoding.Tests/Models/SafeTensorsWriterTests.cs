namespace DedupPlatform.Encoding.Tests;

public sealed class SafeTensorsWriterTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string File => _directory["model.safetensors"];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.F16)]
    public void What_is_written_is_read(TensorType type)
    {
        float[] values = [.. Enumerable.Range(0, 1_050_000).Select(i => (i - 500_000) / 16f)];
        NamedTensor[] tensors = [Tensor("b \"quoted\" ü", [3], 1, -2, 0), Tensor("a", [3, 350, 1000], values), Tensor("scalar", [], 7), Tensor("none", [0, 4])];

        SafeTensorsWriter.Write(File, tensors, type);

        using var file = SafeTensors.Open(File);
        file.Tensors.Keys.ShouldBe(tensors.Select(tensor => tensor.Name), ignoreOrder: true);
        foreach (var tensor in tensors)
        {
            file.Tensors[tensor.Name].DType.ShouldBe(type.ToString());
            file.Tensors[tensor.Name].Shape.ShouldBe(tensor.Shape);
            (file.Tensors[tensor.Name].Offset % 2).ShouldBe(0);
            file.Read(tensor.Name).SequenceEqual(tensor.Values.ToArray().Select(value => SafeTensorsFile.Round(type.ToString(), value))).ShouldBeTrue(tensor.Name);
        }
    }

    [Fact]
    public void The_values_begin_at_a_multiple_of_eight_and_the_file_says_whose_names_it_uses()
    {
        for (var length = 1; length <= 8; length++)
        {
            SafeTensorsWriter.Write(File, [Tensor(new string('a', length), [1], 1)], TensorType.F32);

            var bytes = System.IO.File.ReadAllBytes(File);
            ((bytes.Length - sizeof(float)) % 8).ShouldBe(0);
            System.Text.Encoding.UTF8.GetString(bytes).ShouldContain("""{"__metadata__":{"format":"pt"},""");
        }
    }

    [Theory]
    [InlineData(1f + (1f / 2048), 1f)] // Half-way between 1 and the next one, which is odd.
    [InlineData(1f + (3f / 2048), 1f + (2f / 1024))] // Half-way between an odd one and the next.
    [InlineData(1f + (3.001f / 2048), 1f + (2f / 1024))]
    [InlineData(1f + (2.999f / 2048), 1f + (1f / 1024))]
    [InlineData(-1f - (1f / 2048), -1f)]
    [InlineData(65_519.99f, 65_504f)] // The largest.
    [InlineData(5.9604645e-8f, 5.9604645e-8f)] // The smallest.
    [InlineData(2.9802322e-8f, 0f)] // Half of it.
    public void A_half_is_the_nearest_one_and_of_two_the_even_one(float value, float half)
    {
        SafeTensorsWriter.Write(File, [Tensor("a", [1], value)], TensorType.F16);

        using var file = SafeTensors.Open(File);
        file.Read("a").ShouldBe([half]);
    }

    [Theory]
    [InlineData(TensorType.F16, 65_520f)]
    [InlineData(TensorType.F16, -1e30f)]
    [InlineData(TensorType.F16, float.NaN)]
    [InlineData(TensorType.F32, float.NaN)]
    [InlineData(TensorType.F32, float.NegativeInfinity)]
    public void A_value_that_would_not_come_back_is_refused_and_the_old_file_stays(TensorType type, float value)
    {
        SafeTensorsWriter.Write(File, [Tensor("a", [1], 1)], type);

        Should.Throw<OverflowException>(() => SafeTensorsWriter.Write(File, [Tensor("b", [3], 1, value, 2)], type))
            .Message.ShouldBe($"Tensor 'b' holds {value}, which cannot be stored as {type}.");

        using var file = SafeTensors.Open(File);
        file.Read("a").ShouldBe([1f]);
        Directory.GetFiles(_directory.Path).ShouldBe([File]);
    }

    [Fact]
    public void Values_that_do_not_fill_their_shape_are_refused() =>
        Should.Throw<ArgumentException>(() => SafeTensorsWriter.Write(File, [Tensor("a", [2, 3], 1)], TensorType.F32))
            .Message.ShouldBe("Tensor 'a' has 1 values for [2, 3].");

    private static NamedTensor Tensor(string name, int[] shape, params float[] values) => new(name, shape, values);
}
