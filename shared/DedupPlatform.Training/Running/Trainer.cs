using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Torch;
using DedupPlatform.Training.Data;
using DedupPlatform.Training.Examples;
using DedupPlatform.Training.Losses;
using DedupPlatform.Training.MadeQuestions;
using DedupPlatform.Training.Mining;
using DedupPlatform.Training.RunFolders;
using DedupPlatform.Training.Settings;
using TorchSharp;
using TorchSharp.Modules;

namespace DedupPlatform.Training.Running;

/// <summary>
/// Trains an encoder as a Siamese network. Seeded: on one thread of a CPU, the same settings give the same weights; with several, the last digits may
/// differ.
/// </summary>
public sealed class Trainer : IDisposable
{
    // Of the displayed loss: a half-life of about 30 steps.
    private const double Smoothing = 0.98;

    private readonly TrainingSettings _settings;
    private readonly TrainingData _data;
    private readonly RunFolder _folder;
    private readonly Action<TrainingProgress> _progress;
    private readonly TimeProvider _time;
    private readonly torch.Device _device;
    private readonly ModelDirectory _model;
    private readonly EncoderNetwork _network;
    private readonly ComputedNetwork<EncoderNetwork> _computed;
    private readonly BatchEncoder _encoder;
    private readonly (string Name, Parameter Weight)[] _parameters;
    private readonly LayerwiseAdamW _optimizer;
    private readonly DevSet _dev;
    private readonly Loss[] _losses;
    private readonly ModelDirectory? _teacherModel;
    private TrainingState _state;

    private Trainer(TrainingSettings settings, TrainingData data, RunFolder folder, torch.Device device, Action<TrainingProgress> progress, TimeProvider time)
    {
        (_settings, _data, _folder, _device, _progress, _time) = (settings, data, folder, device, progress, time);
        _model = ModelDirectory.Load(settings.Model);
        _network = EncoderNetwork.Load(_model).to(device);
        Freeze();
        _folder.Claim(RunOrigin.Of(settings, data, data.Files));
        settings.Save(_folder.Settings);
        _computed = new ComputedNetwork<EncoderNetwork>(_network, settings.ComputesMixed(device) ? EncoderNetwork.Load(_model).to(device, torch.ScalarType.BFloat16) : null);
        _encoder = new BatchEncoder(_computed.Network, _model.Tokenizer, settings.MaxTokens);
        _teacherModel = !settings.Losses.Any(loss => loss.NeedsTeacher) ? null : settings.Teacher is null ? _model : ModelDirectory.Load(settings.Teacher);

        // Not earlier: every network begins with random weights, and how many are built before depends on the device.
        torch.manual_seed(settings.Seed);
        _losses = [.. settings.Losses.Select(loss => loss.Create(_model.Dimension, _teacherModel?.Dimension ?? 0).to(device))];
        _parameters =
        [
            .. _network.named_parameters().Select(parameter => (parameter.name, parameter.parameter)),
            .. _losses.SelectMany((loss, i) => loss.named_parameters().Select(parameter => ($"loss.{i}.{parameter.name}", parameter.parameter))),
        ];
        _optimizer = new LayerwiseAdamW([.. _parameters.Where(parameter => parameter.Weight.requires_grad)], settings);
        _dev = new DevSet(data, settings.Dev);
        _state = Checkpoint.Load(_folder.Checkpoint, _parameters, _optimizer) ?? new TrainingState(0, null, null, 0);
        _computed.Refresh();
        _folder.RewindLogs(_state.Last is null ? -1 : _state.Step, [.. settings.Losses.Select(loss => loss.Kind)]);
    }

    /// <summary>Trains, or resumes a training that was interrupted.</summary>
    /// <param name="settings">What to do.</param>
    /// <param name="directory">The run's folder: settings, log, checkpoint, and the model in <c>best</c>. If it holds a checkpoint, the run is resumed.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="time">For the rate that is reported.</param>
    /// <param name="cancellationToken">Ends the training; what was done since the last checkpoint is lost.</param>
    /// <returns>The model with the best weights.</returns>
    /// <exception cref="InvalidDataException">Settings or data are wrong, or the training diverged; the message says which.</exception>
    /// <exception cref="InvalidModelException">The model to start from cannot be used.</exception>
    public static async Task<ModelDirectory> RunAsync(TrainingSettings settings, string directory, torch.Device device,
        Action<TrainingProgress> progress, TimeProvider time, CancellationToken cancellationToken = default)
    {
        progress(new TrainingProgress("reading data", 0));
        var data = await TrainingData.LoadAsync(settings.Check("settings"), cancellationToken);
        using var scope = torch.NewDisposeScope();
        FreedMemory.KeepForReuse();
        using var folder = new RunFolder(directory);
        using var trainer = new Trainer(settings, data, folder, device, progress, time);
        trainer.Train(cancellationToken);
        return trainer.Report();
    }

    /// <summary>Whether a training has begun in a folder, so that calling it again resumes it.</summary>
    public static bool HasBegun(string directory) => RunFolder.IsClaimed(directory);

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _computed.Dispose();
        _network.Dispose();
        Array.ForEach(_losses, loss => loss.Dispose());
    }

    private void Train(CancellationToken cancellationToken)
    {
        using var teacher = _teacherModel is null ? null : Teach(_teacherModel, cancellationToken);
        var composer = new BatchComposer(_settings, _data, FindNeighbourhoods(teacher, cancellationToken));

        // A teacher that is the encoder itself already has the untrained encoder's vectors.
        var untrained = _settings.Teacher is null ? teacher : null;
        var mining = new MiningRounds(
            _settings, _data, _encoder, untrained, _folder, done => _progress(new TrainingProgress("encoding for hard negatives", done)));
        if (_state.Last is null)
        {
            Measure(0, cancellationToken);
        }

        var (elapsed, questions, shown) = (TimeSpan.Zero, 0L, double.NaN);
        while (_state.Step < _settings.Steps && _state.WithoutBetter < _settings.Dev.Patience)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (mining.Next(_state.Step, cancellationToken) is { } next)
            {
                composer.UseMined(next.Mined, next.Round);
            }

            var start = _time.GetTimestamp();
            var (loss, seen) = Step(composer, teacher);
            elapsed += _time.GetElapsedTime(start);
            questions += seen;
            shown = double.IsNaN(shown) ? loss : Smoothing * shown + (1 - Smoothing) * loss;
            _progress(new TrainingProgress("training", (double)_state.Step / _settings.Steps, shown, questions / elapsed.TotalSeconds));
            if (_state.Step % _settings.Dev.EverySteps == 0 || _state.Step == _settings.Steps)
            {
                Measure(_state.Step, cancellationToken);
            }
        }
    }

    private ModelDirectory Report()
    {
        var report = RunReport.Of(_settings, _data, _model, _teacherModel, _device.ToString(), _state);
        report.Save(_folder.Report);

        // A card that is there is of these weights, and may have been edited.
        if (!File.Exists(RunFolder.Card(_folder.Best)))
        {
            File.WriteAllText(RunFolder.Card(_folder.Best), ModelCard.Of(report, report.Best));
        }

        if (!File.Exists(RunFolder.Card(_folder.Last)))
        {
            WriteModel(_folder.Last);
            File.WriteAllText(RunFolder.Card(_folder.Last), ModelCard.Of(report, report.Last));
        }

        return ModelDirectory.Load(_folder.Best);
    }

    private (double Loss, int Questions) Step(BatchComposer composer, QuestionPool? teacher)
    {
        using var scope = torch.NewDisposeScope();
        _optimizer.ZeroGradients();
        var parts = new double[_losses.Length];
        var questions = 0;
        for (var i = 0; i < _settings.Accumulation; i++)
        {
            var number = _state.Step * _settings.Accumulation + i;
            var batch = composer.Compose(number);
            questions += batch.Questions.Count;
            var encoded = Encode(batch, number, teacher);
            var sum = torch.zeros([], device: _device);
            foreach (var (place, loss) in _losses.Index())
            {
                var value = loss.call(encoded) * (_settings.Losses[place].Weight / _settings.Accumulation);
                parts[place] += value.item<float>();
                sum += value;
            }

            _computed.Backward(sum);
        }

        _optimizer.Step(_state.Step);
        _computed.Refresh();
        _state = _state with { Step = _state.Step + 1 };
        _folder.Log(_state.Step, parts.Sum(), parts);
        return (parts.Sum(), questions);
    }

    private EncodedBatch Encode(Batch batch, int number, QuestionPool? teacher)
    {
        // Drawn anew for each batch, so that a resumed run reads the same errors.
        var random = new Random(ExampleOrder.SeedOf(_settings.Seed, number));
        string[] read = [.. batch.Questions.Select(question => random.NextDouble() < _settings.Data.Misspelt ? Typo.In(question, random) : question)];
        var encoded = new EncodedBatch(_encoder.EncodeBatch(read), Matrix(batch.Duplicates), Matrix(batch.Different), Matrix(batch.Presumed));
        if (teacher is null)
        {
            return encoded;
        }

        int?[] places = [.. batch.Questions.Select(teacher.PlaceOf)];
        var taught = torch.tensor(Array.ConvertAll(places, place => place is not null), device: _device);
        var rows = teacher.Vectors.index_select(0, torch.tensor(Array.ConvertAll(places, place => (long)(place ?? 0)), device: _device));
        return encoded with { Teacher = rows * taught.unsqueeze(1), Taught = taught };

        torch.Tensor Matrix(bool[] values) => torch.tensor(values, [batch.Questions.Count, batch.Questions.Count], device: _device);
    }

    private void Measure(int step, CancellationToken cancellationToken)
    {
        // Measures the weights that are kept, not a bfloat16 copy of them.
        var figures = _dev.Measure(new BatchEncoder(_network, _model.Tokenizer, _settings.MaxTokens), step, cancellationToken);
        _folder.Log(figures);
        var better = _state.Best is null || figures.Score > _state.Best.Score;
        RunFolder.RemoveCard(_folder.Last);
        RunFolder.RemoveCard(_folder.Best);
        if (better)
        {
            WriteModel(_folder.Best);
        }

        _state = _state with { Best = better ? figures : _state.Best, Last = figures, WithoutBetter = better ? 0 : _state.WithoutBetter + 1 };
        Checkpoint.Save(_folder.Checkpoint, _parameters, _optimizer, _state);
    }

    private void WriteModel(string directory) =>
        ModelDirectoryWriter.Write(_model, directory, Checkpoint.Tensors(_parameters.Take(_network.parameters().Count())), TensorType.F16);

    private void Freeze()
    {
        _network.WordEmbeddings.requires_grad = !_settings.FreezeWords;
        foreach (var (_, weight) in _network.named_parameters()
            .Where(parameter => _settings.FrozenLayers > 0 && LayerwiseAdamW.Layer(parameter.name) <= _settings.FrozenLayers))
        {
            weight.requires_grad = false;
        }

        if (!_network.named_parameters().Any(parameter => parameter.parameter.requires_grad))
        {
            throw new InvalidDataException($"frozenLayers is {_settings.FrozenLayers}, and {_model.Name} has no more layers: nothing would learn.");
        }
    }

    private QuestionPool Teach(ModelDirectory model, CancellationToken cancellationToken)
    {
        var questions = _data.AllQuestions();
        return new QuestionPool(questions, _folder.Keep("teacher", questions.Count, _device, () =>
        {
            using var network = EncoderNetwork.Load(model).to(_device, _settings.ComputesMixed(_device) ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32);
            return new BatchEncoder(network, model.Tokenizer, _settings.MaxTokens)
                .Encode(questions, done => _progress(new TrainingProgress("asking the teacher", done)), cancellationToken);
        }));
    }

    private IReadOnlyList<Example> FindNeighbourhoods(QuestionPool? teacher, CancellationToken cancellationToken)
    {
        // Only as many as the steps will use. Their number is in the name, since a run that is made longer uses more.
        var used = (long)_settings.Steps * _settings.Accumulation * _settings.Data.UnjudgedPerBatch;
        string[] unjudged = [.. _data.Unjudged.Take((int)Math.Min(used, _data.Unjudged.Count))];
        return _folder.Keep($"neighbours-{unjudged.Length}", () => Neighbourhoods.Of(
            unjudged, teacher, _settings.Data.Neighbours, done => _progress(new TrainingProgress("finding neighbours", done)), cancellationToken));
    }
}
