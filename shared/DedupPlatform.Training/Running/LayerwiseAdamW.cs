using System.Globalization;
using System.Text.RegularExpressions;
using DedupPlatform.Training.Settings;
using TorchSharp;
using TorchSharp.Modules;

namespace DedupPlatform.Training.Running;

/// <summary>
/// AdamW (Loshchilov, Hutter, ICLR 2019) with a rate that falls from layer to layer (Howard, Ruder, ACL 2018), rises at the start and then falls
/// linearly to 0. Parameters that are vectors, such as biases and normalisations, do not decay.
/// </summary>
internal sealed partial class LayerwiseAdamW : IDisposable
{
    private readonly TrainingSettings _settings;
    private readonly AdamW _optimizer;
    private readonly double[] _factors;

    /// <param name="parameters">The weights to train, by name, from the bottom of the network to its top; those of a loss lie above it.</param>
    /// <param name="settings">Rates, decay and schedule.</param>
    public LayerwiseAdamW(IReadOnlyList<(string Name, Parameter Weight)> parameters, TrainingSettings settings)
    {
        _settings = settings;
        var layers = parameters.Max(parameter => Layer(parameter.Name)) + 1;
        var groups =
            from parameter in parameters
            let layer = parameter.Name.StartsWith("loss.", StringComparison.Ordinal) ? layers - 1 : Layer(parameter.Name)
            group parameter.Weight by (Factor: Math.Pow(settings.LayerDecay, layers - 1 - layer), Decays: parameter.Weight.dim() > 1);
        var ordered = groups.ToArray();
        _factors = [.. ordered.Select(group => group.Key.Factor)];
        _optimizer = new AdamW(ordered.Select(group =>
            new AdamW.ParamGroup(group, new AdamW.Options { LearningRate = 0, weight_decay = group.Key.Decays ? settings.WeightDecay : 0 })));
    }

    public void ZeroGradients() => _optimizer.zero_grad();

    /// <summary>Moves the weights along their gradients.</summary>
    /// <param name="step">The number of the step, from 0.</param>
    /// <exception cref="InvalidDataException">The gradient is not finite: nothing can be learned any more.</exception>
    public void Step(int step)
    {
        if (!double.IsFinite(torch.nn.utils.clip_grad_norm_(_optimizer.parameters(), _settings.MaxGradient)))
        {
            throw new InvalidDataException($"The training diverged: the gradient of step {step + 1:N0} is not finite. "
                + "Use a lower learning rate, a longer warm-up or float32, as far as the command lets you, and another --run folder.");
        }

        foreach (var (group, factor) in _optimizer.ParamGroups.Zip(_factors))
        {
            group.LearningRate = _settings.LearningRate * factor * Schedule(step);
        }

        _optimizer.step();
    }

    public void Save(string path) => _optimizer.save_state_dict(path);

    public void Load(string path) => _optimizer.load_state_dict(path);

    public void Dispose() => _optimizer.Dispose();

    private double Schedule(int step)
    {
        var warmup = _settings.Warmup * _settings.Steps;
        return step < warmup ? (step + 1) / (warmup + 1) : (_settings.Steps - step) / Math.Max(1, _settings.Steps - warmup);
    }

    /// <summary>The layer of a weight by its name: 1 for the lowest one, 0 for the embeddings below it, and for the whole of a network without layers.</summary>
    public static int Layer(string name) =>
        LayerNumber().Match(name) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) + 1 : 0;

    [GeneratedRegex(@"(?:^|\.)layer\.(\d+)\.")]
    private static partial Regex LayerNumber();
}
