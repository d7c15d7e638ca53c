using DedupPlatform.Encoding.Tests;
using TorchSharp;

namespace DedupPlatform.Encoding.Torch.Tests;

public sealed class TorchBackendTests : EncoderParitySuite
{
    private static readonly ModelDirectory s_model = ModelDirectory.Load(Repository.DefaultModel);

    protected override IEncoderBackend Create(ModelDirectory model) => TorchBackend.Create(model, "cpu", 0);

    [Fact]
    public void No_tensor_outlives_its_call()
    {
        using var backend = TorchBackend.Create(s_model, "cpu", 0);
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        var before = statistics.ThreadTotalLiveCount;

        backend.Encode(new int[4 * 9], tokens: 9, new float[4 * s_model.Dimension]);

        statistics.CreatedInScopeCount.ShouldBeGreaterThan(0);
        statistics.ThreadTotalLiveCount.ShouldBe(before);
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
}
