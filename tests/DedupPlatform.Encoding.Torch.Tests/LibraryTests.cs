using TorchSharp;

namespace DedupPlatform.Encoding.Torch.Tests;

public sealed class LibraryTests
{
    [Fact]
    public void The_native_library_loads_and_computes()
    {
        using var sum = torch.ones(2, 3).sum();

        sum.item<float>().ShouldBe(6);
    }
}
