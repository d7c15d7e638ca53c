using System.Diagnostics;
using System.Numerics.Tensors;
using DedupPlatform.Contracts;

namespace DedupPlatform.Encoding;

/// <summary>Has the backend compute batches, and gives each question its vector or its fault. Used by one thread.</summary>
internal sealed class BatchRunner(IEncoderBackend backend, int[] canary, int dimension, EncoderMetrics metrics)
{
    private static readonly TimeSpan LeastRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostRetry = TimeSpan.FromMinutes(1);
    private int[] _tokenIds = [];
    private float[] _vectors = [];

    // A running mean that starts with a guess.
    private double _secondsPerToken = 1e-3;
    private long _answeredAt = Stopwatch.GetTimestamp();

    // 0 while the backend has nothing to compute.
    private long _startedAt;

    /// <summary>The time since the backend last computed a batch, or since this object was created.</summary>
    public TimeSpan SinceAnswer => Stopwatch.GetElapsedTime(Volatile.Read(ref _answeredAt));

    /// <summary>How long the backend has been computing; zero if it is not.</summary>
    public TimeSpan BatchAge => Volatile.Read(ref _startedAt) is not 0 and var started ? Stopwatch.GetElapsedTime(started) : TimeSpan.Zero;

    /// <summary>How long this many tokens will take, judging by the latest batches; from 1 second to 1 minute.</summary>
    public TimeSpan TimeFor(long tokens)
    {
        var expected = TimeSpan.FromSeconds(Math.Min(tokens * Volatile.Read(ref _secondsPerToken), MostRetry.TotalSeconds));
        return expected < LeastRetry ? LeastRetry : expected;
    }

    /// <summary>
    /// Computes questions of the same length. If several fail together, each is tried on its own, so that a bad one fails alone. A vector that is no
    /// use is a fault of its question only if the canary gets one that is.
    /// </summary>
    public void Run(List<EncoderItem> batch)
    {
        using var activity = EncoderActivities.StartBatch(batch, metrics.Model);
        foreach (var item in batch)
        {
            item.Start();
            metrics.Started(item);
        }

        if (TryEncode(batch) is { } fault)
        {
            foreach (var item in batch.Where(item => !item.Vector.IsCompleted))
            {
                if ((batch.Count == 1 ? fault : TryEncode([item])) is { } own)
                {
                    Fail(item, own);
                }
            }

            activity?.SetStatus(ActivityStatusCode.Error, fault.GetType().Name);
        }
    }

    private EncoderFaultException? TryEncode(List<EncoderItem> batch)
    {
        var tokens = batch[0].TokenIds.Length;
        Grow(ref _tokenIds, batch.Count * tokens);
        Grow(ref _vectors, batch.Count * dimension);
        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].TokenIds.CopyTo(_tokenIds, i * tokens);
        }

        var started = Stopwatch.GetTimestamp();
        if (TryCompute(_tokenIds.AsSpan(0, batch.Count * tokens), tokens, _vectors.AsSpan(0, batch.Count * dimension)) is { } fault)
        {
            return fault;
        }

        Learn(batch.Count, batch.Count * tokens, Stopwatch.GetElapsedTime(started));
        var unusable = new List<(EncoderItem Item, float Norm)>(0);
        for (var i = 0; i < batch.Count; i++)
        {
            var vector = _vectors.AsSpan(i * dimension, dimension);
            var norm = TensorPrimitives.Norm<float>(vector);
            if (Canary.IsUsable(norm))
            {
                Complete(batch[i], vector, norm);
            }
            else
            {
                unusable.Add((batch[i], norm));
            }
        }

        // A question that is blamed is not tried again.
        if (unusable.Count > 0 && TryCanary() is { } device)
        {
            return device;
        }

        foreach (var (item, norm) in unusable)
        {
            Fail(item, new UnprocessableQuestionException($"The encoder computed a vector of length {norm} for {tokens} tokens."));
        }

        return null;
    }

    private EncoderFaultException? TryCanary()
    {
        var vector = new float[dimension];
        return TryCompute(canary, canary.Length, vector)
            ?? (Canary.IsUsable(TensorPrimitives.Norm<float>(vector))
                ? null
                : new EncoderFaultException(backend.Device, new ArithmeticException("It computes no usable vector for any question.")));
    }

    private EncoderFaultException? TryCompute(ReadOnlySpan<int> tokenIds, int tokens, Span<float> vectors)
    {
        metrics.Given(tokenIds.Length);
        Volatile.Write(ref _startedAt, Stopwatch.GetTimestamp());
        try
        {
            backend.Encode(tokenIds, tokens, vectors);
            return null;
        }
        catch (Exception exception)
        {
            return new EncoderFaultException(backend.Device, exception);
        }
        finally
        {
            Volatile.Write(ref _startedAt, 0);
        }
    }

    private void Complete(EncoderItem item, ReadOnlySpan<float> vector, float norm)
    {
        var normalized = new float[vector.Length];
        TensorPrimitives.Divide(vector, norm, normalized);
        metrics.Useful(item.TokenIds.Length);
        item.Complete(normalized);
    }

    private void Fail(EncoderItem item, Exception fault)
    {
        metrics.Failed();
        item.Fail(fault);
    }

    private void Learn(int questions, int tokens, TimeSpan elapsed)
    {
        metrics.BatchDone(questions, tokens, elapsed);
        Volatile.Write(ref _answeredAt, Stopwatch.GetTimestamp());
        Volatile.Write(ref _secondsPerToken, double.Lerp(_secondsPerToken, elapsed.TotalSeconds / tokens, 0.1));
    }

    private static void Grow<T>(ref T[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new T[length];
        }
    }
}
