using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Torch;
using DedupPlatform.Training.Data;
using DedupPlatform.Training.Examples;
using DedupPlatform.Training.Metrics;
using DedupPlatform.Training.Mining;
using DedupPlatform.Training.Pairs;
using DedupPlatform.Training.RunFolders;
using DedupPlatform.Training.Running;
using DedupPlatform.Training.Settings;
using TorchSharp;
using TorchSharp.Modules;

namespace DedupPlatform.Training.Judging;

/// <summary>
/// Trains a cross-encoder on judged pairs and has it judge pairs of near questions that nobody has judged. These are more pairs for a Siamese encoder to
/// learn from, and precisely those that it takes for duplicates, rightly or not.
/// </summary>
/// <remarks>Thakur et al., Augmented SBERT, NAACL 2021 (arXiv:2010.08240).</remarks>
public sealed class PairJudge : IDisposable
{
    // The Siamese encoder's weight in a judgement, to choose from: the two encoders err in different places.
    private static readonly float[] Shares = [0, 0.25f, 0.5f, 0.75f];

    private readonly JudgingSettings _judging;
    private readonly TrainingSettings _settings;
    private readonly TrainingData _data;
    private readonly RunFolder _folder;
    private readonly Action<TrainingProgress> _progress;
    private readonly TimeProvider _time;
    private readonly torch.Device _device;
    private readonly EncoderNetwork _siamese;
    private readonly BatchEncoder _encoder;
    private readonly CrossEncoder _network;
    private readonly ComputedNetwork<CrossEncoder> _computed;
    private readonly (string Name, Parameter Weight)[] _parameters;
    private readonly LayerwiseAdamW _optimizer;
    private TrainingState _state;

    private PairJudge(JudgingSettings judging, TrainingData data, RunFolder folder, torch.Device device, Action<TrainingProgress> progress, TimeProvider time)
    {
        var settings = judging.Training;
        (_judging, _settings, _data, _folder, _device, _progress, _time) = (judging, settings, data, folder, device, progress, time);
        torch.manual_seed(settings.Seed);
        var model = ModelDirectory.Load(settings.Model);
        _siamese = EncoderNetwork.Load(model).to(device);
        _network = CrossEncoder.From(model).to(device);
        _encoder = new BatchEncoder(_siamese, model.Tokenizer, Math.Min(settings.MaxTokens, _network.MaxTokens));
        _network.WordEmbeddings.requires_grad = !settings.FreezeWords;
        _folder.Claim(OriginOf(settings, data));
        judging.Save(_folder.Settings);
        _computed = new ComputedNetwork<CrossEncoder>(_network, settings.ComputesMixed(device) ? CrossEncoder.From(model).to(device, torch.ScalarType.BFloat16) : null);
        _parameters = [.. _network.named_parameters().Select(parameter => (parameter.name, parameter.parameter))];
        _optimizer = new LayerwiseAdamW([.. _parameters.Where(parameter => parameter.Weight.requires_grad)], settings);
        _state = Checkpoint.Load(_folder.Checkpoint, _parameters, _optimizer) ?? new TrainingState(0, null, null, 0);
        _computed.Refresh();
        _folder.RewindLogs(_state.Step, ["cross-entropy"]);
    }

    /// <summary>Trains and judges; resumes a training that was interrupted.</summary>
    /// <param name="settings">What to learn from and how, and how certain a judgement must be.</param>
    /// <param name="directory">The run's folder; the pairs are written to <c>judged.tsv</c> in it, settings and report beside them.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="time">For the rate that is reported.</param>
    /// <param name="cancellationToken">Ends the work; what was learned since the last checkpoint is lost.</param>
    /// <exception cref="InvalidDataException">The data are wrong, or the training diverged; the message says which.</exception>
    /// <exception cref="InvalidModelException">The model cannot be used.</exception>
    public static async Task<JudgingReport> RunAsync(JudgingSettings settings, string directory, torch.Device device,
        Action<TrainingProgress> progress, TimeProvider time, CancellationToken cancellationToken = default)
    {
        progress(new TrainingProgress("reading data", 0));
        var data = await TrainingData.LoadAsync(settings.Training, cancellationToken);
        if (data.Pairs.DistinctBy(pair => pair.IsDuplicate).Count() < 2)
        {
            throw new InvalidDataException("The judged pairs to learn from have one label only; a judge needs both, 0 and 1.");
        }

        using var scope = torch.NewDisposeScope();
        FreedMemory.KeepForReuse();
        using var folder = new RunFolder(directory);
        using var judge = new PairJudge(settings, data, folder, device, progress, time);
        judge.Train(cancellationToken);
        return judge.JudgeNear(Path.Combine(directory, "judged.tsv"), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _computed.Dispose();
        _network.Dispose();
        _siamese.Dispose();
    }

    // Which questions are judged, and how near they are, does not affect what is learned: once trained, a run may judge others.
    private static JsonObject OriginOf(TrainingSettings settings, TrainingData data) => RunOrigin.Of(
        settings with { Mining = new MiningSettings(), Data = settings.Data with { QuestionSample = 0 } }, data,
        data.Files.Where(file => file.Path != settings.Data.Questions));

    private void Train(CancellationToken cancellationToken)
    {
        var order = new ExampleOrder([.. _data.Pairs.Select(Example.Of)], _settings.Data.PairsPerBatch, _settings.Seed);
        var (elapsed, questions) = (TimeSpan.Zero, 0L);
        while (_state.Step < _settings.Steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = _time.GetTimestamp();
            var loss = Step(order.Take(_state.Step));
            elapsed += _time.GetElapsedTime(start);
            questions += 2 * _settings.Data.PairsPerBatch;
            _progress(new TrainingProgress("training the cross-encoder", (double)_state.Step / _settings.Steps, loss, questions / elapsed.TotalSeconds));
            if (_state.Step % _settings.Dev.EverySteps == 0 || _state.Step == _settings.Steps)
            {
                var precision = OnDevPairs(Judge(_data.DevPairs, _ => { }, cancellationToken)).AveragePrecision;
                _folder.Log(new DevFigures(_state.Step, precision, 0, precision));
                Checkpoint.Save(_folder.Checkpoint, _parameters, _optimizer, _state);
            }
        }
    }

    private double Step(IReadOnlyList<Example> pairs)
    {
        using var scope = torch.NewDisposeScope();
        int[][] joined = [.. pairs.Select((pair, place) => (_state.Step + place) % 2 == 0
            ? Join(pair.Questions[0], pair.Questions[1])
            : Join(pair.Questions[1], pair.Questions[0]))];
        var labels = torch.tensor(pairs.Select(pair => pair.Judgements[0].IsDuplicate ? 1f : 0f).ToArray(), device: _device);
        _optimizer.ZeroGradients();
        var loss = torch.nn.functional.binary_cross_entropy_with_logits(_computed.Network.call(joined), labels);
        _computed.Backward(loss);
        _optimizer.Step(_state.Step);
        _computed.Refresh();
        _state = _state with { Step = _state.Step + 1 };
        var value = loss.item<float>();
        _folder.Log(_state.Step, value, [value]);
        return value;
    }

    private JudgingReport JudgeNear(string path, CancellationToken cancellationToken)
    {
        var (devLogits, devCosines) = (Judge(_data.DevPairs, _ => { }, cancellationToken), _encoder.Cosines(_data.DevPairs, cancellationToken));
        var (logit, cosine) = (Scale.Of(devLogits), Scale.Of(devCosines));
        var (share, dev) = Shares.Select(share => (Share: share, Dev: OnDevPairs(Together(devLogits, devCosines, share)))).MaxBy(of => of.Dev.AveragePrecision);
        var verdicts = Verdicts.Of(dev, _judging.Certainty, _judging.Prevalence ?? (double)_data.DevPairs.Count(pair => pair.IsDuplicate) / _data.DevPairs.Count);
        var near = NearPairs.Find(_data, _encoder, _settings.Mining, _progress, cancellationToken);
        JudgedPair[] pairs = [.. near.Select(entry => entry.Pair)];
        var logits = Judge(pairs, done => _progress(new TrainingProgress("judging", done)), cancellationToken);
        JudgedPair[] judged =
        [
            .. pairs.Zip(Together(logits, [.. near.Select(entry => entry.Cosine)], share), (pair, score) => (Pair: pair, Verdict: verdicts.Of(score)))
                .Where(entry => entry.Verdict is not null).Select(entry => entry.Pair with { IsDuplicate = entry.Verdict!.Value }),
        ];
        JudgedPairFile.Write(path, judged);
        var report = new JudgingReport
        {
            Path = path,
            Near = near.Count,
            Duplicates = judged.Count(pair => pair.IsDuplicate),
            Different = judged.Count(pair => !pair.IsDuplicate),
            SiameseShare = share,
            DuplicateFrom = Finite(verdicts.DuplicateFrom),
            DifferentUpTo = Finite(verdicts.DifferentUpTo),
            DevPairs = _data.DevPairs.Count,
            AveragePrecision = dev.AveragePrecision,
            Files = _data.Files,
            Settings = _judging,
        };
        report.Save(_folder.Report);
        return report;

        float[] Together(float[] logits, float[] cosines, float share) =>
            [.. logits.Zip(cosines, (first, second) => ((1 - share) * logit.Of(first)) + (share * cosine.Of(second)))];

        static float? Finite(float threshold) => float.IsFinite(threshold) ? threshold : null;
    }

    private PairClassification OnDevPairs(float[] scores) => new(scores, [.. _data.DevPairs.Select(pair => pair.IsDuplicate)]);

    private float[] Judge(IReadOnlyList<JudgedPair> pairs, Action<double> progress, CancellationToken cancellationToken)
    {
        using var inference = torch.no_grad();
        int[][] joined = [.. pairs.Select(pair => Join(pair.TextA, pair.TextB))];
        var scores = new float[joined.Length];
        var done = 0;
        foreach (var batch in TokenBatches.Of(joined))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            foreach (var (place, value) in batch.Zip(_computed.Network.call([.. batch.Select(place => joined[place])]).cpu().data<float>().ToArray()))
            {
                scores[place] = value;
            }

            done += batch.Length;
            progress((double)done / joined.Length);
        }

        return scores;
    }

    private int[] Join(string a, string b) => CrossEncoder.Join(_encoder.Tokenize(a), _encoder.Tokenize(b));

    // In standard deviations from the mean of the development pairs.
    private readonly record struct Scale(float Mean, float Deviation)
    {
        public static Scale Of(float[] scores) => new(TensorPrimitives.Average<float>(scores), Math.Max(TensorPrimitives.StdDev<float>(scores), float.Epsilon));

        public float Of(float score) => (score - Mean) / Deviation;
    }
}
