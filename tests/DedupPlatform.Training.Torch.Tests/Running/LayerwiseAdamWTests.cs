using DedupPlatform.Training.Losses;
using DedupPlatform.Training.Running;
using DedupPlatform.Training.Settings;
using TorchSharp;
using TorchSharp.Modules;

namespace DedupPlatform.Training.Torch.Tests.Running;

/// <summary>A weight of 2 in each place of a network of two layers. A gradient of 1 moves it by the rate, as Adam's step does not depend on how long it is.</summary>
public sealed class LayerwiseAdamWTests : IDisposable
{
    private const double Rate = 0.01, LayerDecay = 0.5, WeightDecay = 0.1;

    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(0, 1.0 / 3)]
    [InlineData(1, 2.0 / 3)]
    [InlineData(2, 1)]
    [InlineData(6, 0.5)]
    [InlineData(9, 1.0 / 8)]
    public void The_rate_rises_in_the_warm_up_then_falls_linearly_and_is_lower_from_layer_to_layer_down(int step, double schedule)
    {
        using var network = new Network();

        network.Step(step, gradient: 1);

        foreach (var (name, factor) in ((string, double)[])[("embeddings", 0.25), ("layer.0", 0.5), ("layer.1", 1), ("loss.0", 1)])
        {
            network.Moved($"{name}.bias").ShouldBe(Rate * factor * schedule, 1e-6, name);
        }
    }

    [Fact]
    public void Matrices_decay_and_vectors_do_not()
    {
        using var network = new Network();

        network.Step(2, gradient: 1);

        network.Moved("layer.1.weight").ShouldBe(Rate * (1 + WeightDecay * Network.Weight), 1e-6);
        network.Moved("layer.0.weight").ShouldBe(LayerDecay * Rate * (1 + WeightDecay * Network.Weight), 1e-6);
        network.Moved("layer.1.bias").ShouldBe(Rate, 1e-6);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(0.1, 0.4)]
    public void A_gradient_that_is_too_long_is_scaled_down_as_a_whole(float gradient, double length)
    {
        using var network = new Network(maxGradient: 1);

        network.Step(0, gradient);

        // 16 numbers, all the same.
        network.Gradients.ShouldAllBe(value => Math.Abs(value - length / Math.Sqrt(16)) < 1e-6);
    }

    private sealed class Network : IDisposable
    {
        public const float Weight = 2;

        private readonly Dictionary<string, Parameter> _parameters = new(StringComparer.Ordinal);
        private readonly LayerwiseAdamW _optimizer;

        public Network(double maxGradient = 1000)
        {
            foreach (var name in (string[])["embeddings", "layer.0", "layer.1", "loss.0"])
            {
                _parameters[$"{name}.weight"] = new Parameter(torch.full(2, 1, Weight));
                _parameters[$"{name}.bias"] = new Parameter(torch.full(2, Weight));
            }

            _optimizer = new LayerwiseAdamW([.. _parameters.Select(parameter => (parameter.Key, parameter.Value))], new TrainingSettings
            {
                Model = "",
                Losses = [new LossSettings("ranking")],
                Data = new DataSettings(),
                Dev = new DevSettings { Pairs = "" },
                Steps = 10,
                Warmup = 0.2,
                LearningRate = Rate,
                LayerDecay = LayerDecay,
                WeightDecay = WeightDecay,
                MaxGradient = maxGradient,
            });
        }

        public IEnumerable<float> Gradients => _parameters.Values.SelectMany(weight => weight.grad!.data<float>().ToArray());

        public void Step(int step, float gradient)
        {
            foreach (var weight in _parameters.Values)
            {
                weight.grad = torch.full_like(weight, gradient);
            }

            _optimizer.Step(step);
        }

        public double Moved(string name) => Weight - _parameters[name].data<float>()[0];

        public void Dispose() => _optimizer.Dispose();
    }
}
