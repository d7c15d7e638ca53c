namespace DedupPlatform.Encoding.Tests;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string File => _directory["model.safetensors"];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("F32")]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void Values_come_back_as_float32(string dtype)
    {
        float[] values = [.. Enumerable.Range(0, 1_100_003).Select(i => (i - 500_000) / 7f), 0f, float.PositiveInfinity];
        SafeTensorsFile.Write(File, dtype, [("first", [1], [2]), ("second", [values.Length], values)]);
        using var tensors = SafeTensors.Open(File);
        tensors.Tensors["second"].Shape.ShouldBe([values.Length]);
        tensors.Read("second").SequenceEqual(values.Select(value => SafeTensorsFile.Round(dtype, value))).ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "lies at bytes 0 to 8 of 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "lies at bytes 8 to 0 of 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8, "lies at bytes -8 to 0 of 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "size and shape disagree")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}""", 8, "size and shape disagree")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2000000000,2000000000,2000000000],"data_offsets":[0,8]}}""", 8, "no safetensors header")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 8, "'a' and 'b' overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "holds tensor 'a' twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 8, "no safetensors header")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[]}}""", 8, "tensor 'a' has 0 data_offsets; two are needed")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", 8, "tensor 'a' has 1 data_offsets; two are needed")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}""", 8, "tensor 'a' has 3 data_offsets; two are needed")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":null}}""", 8, "no safetensors header")]
    [InlineData("""{"a":{"dtype":"F32","shape":null,"data_offsets":[0,8]}}""", 8, "no safetensors header")]
    [InlineData("""{"a":{"dtype":null,"shape":[2],"data_offsets":[0,8]}}""", 8, "tensor 'a' has no dtype")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "no safetensors header")]
    [InlineData("""{"a":7}""", 8, "no safetensors header")]
    [InlineData("""[]""", 8, "no safetensors header")]
    [InlineData("""{"a":""", 8, "no safetensors header")]
    public void A_corrupt_file_is_refused_with_what_is_wrong(string header, int dataBytes, string message)
    {
        SafeTensorsFile.Write(File, header, new byte[dataBytes]);
        ShouldRefuse(message);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        SafeTensorsFile.Write(File, "F32", [("a", [4], [1, 2, 3, 4])]);
        var bytes = System.IO.File.ReadAllBytes(File);
        for (var length = 0; length < bytes.Length; length++)
        {
            System.IO.File.WriteAllBytes(File, bytes[..length]);
            ShouldRefuse("");
        }
    }

    [Fact]
    public void A_file_of_another_kind_is_refused()
    {
        System.IO.File.WriteAllText(File, "version https://git-lfs.github.com/spec/v1");
        ShouldRefuse("truncated or no safetensors file");
        System.IO.File.Delete(File);
        ShouldRefuse("cannot be read");
    }

    [Fact]
    public void A_type_that_holds_no_weights_is_refused_when_it_is_read()
    {
        SafeTensorsFile.Write(File, "I64", [("a", [2], [1, 2])]);
        using var tensors = SafeTensors.Open(File);
        Should.Throw<InvalidModelException>(() => tensors.Read("a")).Message.ShouldContain("F32, F16 or BF16 is needed");
        Should.Throw<InvalidModelException>(() => tensors.Read("b")).Message.ShouldContain("has no tensor 'b'");
    }

    private void ShouldRefuse(string message)
    {
        var exception = Should.Throw<InvalidModelException>(() => SafeTensors.Open(File));
        exception.Message.ShouldStartWith(File);
        exception.Message.ShouldContain(message);
    }
}
