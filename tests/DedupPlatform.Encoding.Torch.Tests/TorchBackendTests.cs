using TorchSharp;

namespace DedupPlatform.Encoding.Torch.Tests;

public sealed class TorchBackendTests
{
    private static readonly ModelDirectory s_model = ModelDirectory.Load(TestFolders.DefaultModel);

    [Fact]
    public void The_modules_name_their_weights_as_the_checkpoint_does()
    {
        using var weights = s_model.OpenWeights();
        using var network = BertEncoder.Load(s_model);

        network.state_dict().Keys.ShouldBe(weights.Names, ignoreOrder: true);
    }

    [Fact]
    public void No_tensor_outlives_its_call()
    {
        using var backend = TorchBackend.Create(s_model, "cpu", 0);
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        var before = statistics.ThreadTotalLiveCount;

        Encode(backend, tokens: 9, batch: 4);

        statistics.CreatedInScopeCount.ShouldBeGreaterThan(0);
        statistics.ThreadTotalLiveCount.ShouldBe(before);
    }

    [Fact]
    public void Memory_does_not_grow_with_the_number_of_shapes()
    {
        using var backend = TorchBackend.Create(s_model, "cpu", 0);
        EncodeShapes(backend, firstLength: 3);
        var before = Environment.WorkingSet;

        EncodeShapes(backend, firstLength: 4);

        // Each of the 60 new shapes works on 1.5 MB and more.
        (Environment.WorkingSet - before).ShouldBeLessThan(48 << 20);
    }

    [Fact]
    public void A_disposed_backend_gives_its_weights_back()
    {
        TorchBackend.Create(s_model, "cpu", 0).Dispose();
        var before = Environment.WorkingSet;

        for (var i = 0; i < 3; i++)
        {
            TorchBackend.Create(s_model, "cpu", 0).Dispose();
        }

        // The weights take 91 MB.
        (Environment.WorkingSet - before).ShouldBeLessThan(64 << 20);
    }

    [Theory]
    [InlineData("cuda:99")]
    [InlineData("cuda")]
    [InlineData("cuda:-1")]
    [InlineData("gpu")]
    [InlineData("")]
    public void A_device_that_is_not_there_is_refused_with_what_is_allowed(string device) =>
        Should.Throw<ArgumentException>(() => TorchBackend.Create(s_model, device, 0)).Message
            .ShouldStartWith($"Encoder:Device is '{device}'; allowed here are auto, cpu");

    [Fact]
    public void Auto_takes_the_first_CUDA_device_or_else_the_CPU()
    {
        using var backend = TorchBackend.Create(s_model, "auto", 0);

        backend.Device.ShouldBe(TorchBackend.CudaAvailable ? "cuda:0" : "cpu");
    }

    [Fact]
    public void As_many_threads_work_as_were_asked_for()
    {
        var threads = torch.get_num_threads();
        try
        {
            using var backend = TorchBackend.Create(s_model, "cpu", 1);

            torch.get_num_threads().ShouldBe(1);
        }
        finally
        {
            torch.set_num_threads(threads);
        }
    }

    private static void EncodeShapes(TorchBackend backend, int firstLength)
    {
        for (var tokens = firstLength; tokens < 124; tokens += 2)
        {
            Encode(backend, tokens, batch: Math.Max(1, 256 / tokens));
        }
    }

    private static void Encode(TorchBackend backend, int tokens, int batch) =>
        backend.Encode(Enumerable.Repeat(2000, batch * tokens).ToArray(), tokens, new float[batch * s_model.Dimension]);
}
