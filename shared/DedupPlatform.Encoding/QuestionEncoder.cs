using System.Diagnostics.Metrics;
using DedupPlatform.Contracts;

namespace DedupPlatform.Encoding;

/// <summary>Turns questions into vectors: tokenises on the caller's thread, queues, and has the backend compute in batches.</summary>
/// <remarks>All members may be called concurrently. Owns its backend, and disposes it.</remarks>
public sealed class QuestionEncoder : IDisposable
{
    private readonly ModelDirectory _model;
    private readonly IEncoderBackend _backend;
    private readonly int[] _canary;
    private readonly BatchRunner _runner;
    private readonly EncoderQueue _queue;
    private readonly bool _readBody;
    private readonly TimeSpan _answerWithin;
    private readonly Lock _probing = new();
    private Task _probe = Task.CompletedTask;
    private bool _disposed;

    /// <param name="model">The model.</param>
    /// <param name="backend">Computes it; disposed together with this encoder.</param>
    /// <param name="options">What is read of a question, and the size of batches and queues.</param>
    /// <param name="meters">Creates the meter <c>DedupPlatform.Encoding</c>; without it the encoder creates its own.</param>
    public QuestionEncoder(ModelDirectory model, IEncoderBackend backend, EncoderOptions options, IMeterFactory? meters = null)
    {
        _model = model;
        _backend = backend;
        _readBody = options.ReadBody;
        _answerWithin = options.AnswerWithin;
        _canary = Canary.TokenIds(model);
        var metrics = new EncoderMetrics(meters, model.Name);
        _runner = new BatchRunner(backend, _canary, model.Dimension, metrics);
        _queue = new EncoderQueue(_runner, options, metrics);
    }

    /// <summary>The name of the model that makes the vectors: <see cref="ModelDirectory.Name"/>.</summary>
    public string Model => _model.Name;

    /// <summary>The number of components of a vector.</summary>
    public int Dimension => _model.Dimension;

    /// <summary>What similarities mean; <see langword="null"/> for an uncalibrated model.</summary>
    public Calibration? Calibration => _model.Calibration;

    /// <summary>The device it computes on: <c>cpu</c> or <c>cuda:N</c>.</summary>
    public string Device => _backend.Device;

    /// <summary>
    /// Encodes one question: its title and, with <see cref="EncoderOptions.ReadBody"/>, its body as far as the model's token limit allows.
    /// </summary>
    /// <param name="title">The question in one sentence.</param>
    /// <param name="body">The details, if any.</param>
    /// <param name="lane">Who waits for it. If the lane is full, a check is refused and everybody else waits for room.</param>
    /// <param name="cancellationToken">Takes the question out of the queue.</param>
    /// <exception cref="EncoderBusyException">The lane is <see cref="Lane.Check"/> and full.</exception>
    /// <exception cref="UnprocessableQuestionException">The backend computes a zero or non-finite vector for this question, but not for any.</exception>
    /// <exception cref="EncoderFaultException">The backend failed, or computes no usable vector for any question.</exception>
    /// <exception cref="ObjectDisposedException">The encoder was disposed before the question's turn came.</exception>
    public async Task<Embedding> EncodeAsync(string title, string? body, Lane lane, CancellationToken cancellationToken = default)
    {
        var read = _readBody ? body : null;
        var tokenIds = _model.Tokenizer.Encode(title, read);
        var fingerprint = _model.Tokenizer.Fingerprint(title, read);
        using var activity = EncoderActivities.StartQuestion(lane, Model, tokenIds.Length);
        return _model.Tokenizer.Reads(tokenIds)
            ? new Embedding(await _queue.EncodeAsync(tokenIds, lane, cancellationToken), fingerprint)
            : new Embedding(default, fingerprint);
    }

    /// <summary>Completes when the backend has computed a known question on its device, which shows that it still works.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="TimeoutException">There was no answer within <see cref="EncoderOptions.AnswerWithin"/>.</exception>
    /// <exception cref="EncoderFaultException">The backend failed, or the answer is a zero or non-finite vector.</exception>
    public Task ProbeAsync(CancellationToken cancellationToken = default)
    {
        // One at a time: whoever may only look at the health must not be able to fill the lane of the checks.
        lock (_probing)
        {
            if (_probe.IsCompleted)
            {
                _probe = ProbeOnceAsync();
            }

            return _probe.WaitAsync(cancellationToken);
        }
    }

    private async Task ProbeOnceAsync()
    {
        using var deadline = new CancellationTokenSource(_answerWithin);
        try
        {
            await _queue.EncodeAsync(_canary, Lane.Check, deadline.Token);
        }
        catch (Exception exception) when (exception is EncoderBusyException or OperationCanceledException)
        {
            // If others got their answers while this waited, the encoder is only busy. A refusal did not wait: the lane may have filled in a moment.
            if ((exception is EncoderBusyException ? _runner.BatchAge : _runner.SinceAnswer) > _answerWithin)
            {
                throw new TimeoutException($"The encoder on {Device} did not answer within {_answerWithin.TotalSeconds:0.#} s.");
            }
        }
    }

    /// <summary>
    /// Finishes the batch in hand, fails what still waits with <see cref="ObjectDisposedException"/>, and releases the backend. A
    /// backend that does not return within <see cref="EncoderOptions.AnswerWithin"/> is abandoned.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        if (_queue.Stop(_answerWithin))
        {
            _backend.Dispose();
        }

        _queue.Dispose();
    }
}
