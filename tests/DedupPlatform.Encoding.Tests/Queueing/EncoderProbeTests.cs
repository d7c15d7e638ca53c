using System.Diagnostics;
using DedupPlatform.Contracts;

namespace DedupPlatform.Encoding.Tests;

/// <summary>Whether a backend still computes is asked of the backend itself, on the way that every question takes.</summary>
public sealed class EncoderProbeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly GatedBackend _backend = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public EncoderProbeTests() => new TinyBert().Write(_directory.Path);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_backend_that_computes_passes()
    {
        _backend.Open();
        using var encoder = Encoder(TimeSpan.FromMinutes(1));

        await encoder.ProbeAsync(Cancellation);

        _backend.Batches.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task However_many_probe_at_a_time_the_backend_is_asked_once()
    {
        using var encoder = Encoder(TimeSpan.FromMinutes(1));
        var probes = Enumerable.Range(0, 1000).Select(_ => encoder.ProbeAsync(Cancellation)).ToList();
        await _backend.EnteredAsync();
        _backend.Open();

        await Task.WhenAll(probes);

        _backend.Batches.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_backend_that_hangs_fails_until_it_goes_on()
    {
        using var encoder = Encoder(TimeSpan.FromMilliseconds(200));
        await FailedAsync(encoder);

        _backend.Open();

        await RecoveredAsync(encoder);
    }

    [Fact]
    public async Task A_backend_that_hangs_after_it_had_nothing_to_do_fails_the_first_time()
    {
        var answerWithin = TimeSpan.FromMilliseconds(200);
        using var encoder = Encoder(answerWithin);
        await Task.Delay(answerWithin, Cancellation);

        (await PassesAsync(encoder)).ShouldBeFalse();

        _backend.Open();
    }

    [Fact]
    public async Task A_backend_that_hangs_fails_even_when_so_many_wait_that_the_question_is_refused()
    {
        using var encoder = Encoder(TimeSpan.FromMilliseconds(200), checks: 1);
        var inHand = encoder.EncodeAsync("cat", null, Lane.Check, Cancellation);
        await _backend.EnteredAsync();
        var waiting = encoder.EncodeAsync("dog", null, Lane.Check, Cancellation);
        await FailedAsync(encoder);

        _backend.Open();
        await Task.WhenAll(inHand, waiting);

        await RecoveredAsync(encoder);
    }

    [Fact]
    public async Task A_backend_with_too_much_to_do_passes()
    {
        using var encoder = Encoder(TimeSpan.FromMinutes(1), checks: 1);
        var inHand = encoder.EncodeAsync("cat", null, Lane.Check, Cancellation);
        await _backend.EnteredAsync();
        var waiting = encoder.EncodeAsync("dog", null, Lane.Check, Cancellation);

        await encoder.ProbeAsync(Cancellation);

        _backend.Open();
        await Task.WhenAll(inHand, waiting);
    }

    [Fact]
    public async Task A_backend_with_too_much_to_do_passes_however_long_it_had_nothing_to_do()
    {
        var answerWithin = TimeSpan.FromSeconds(1);
        using var encoder = Encoder(answerWithin, checks: 1);
        await Task.Delay(answerWithin, Cancellation);
        var start = Stopwatch.GetTimestamp();
        var inHand = encoder.EncodeAsync("cat", null, Lane.Check, Cancellation);
        await _backend.EnteredAsync();
        var waiting = encoder.EncodeAsync("dog", null, Lane.Check, Cancellation);

        // Unless this test itself is held up for so long.
        (await PassesAsync(encoder) || Stopwatch.GetElapsedTime(start) > answerWithin).ShouldBeTrue();

        _backend.Open();
        await Task.WhenAll(inHand, waiting);
    }

    [Fact]
    public async Task A_device_that_computes_nonsense_fails()
    {
        using var encoder = new QuestionEncoder(
            ModelDirectory.Load(_directory.Path), new NonsenseBackend(), new EncoderOptions());

        await Should.ThrowAsync<EncoderFaultException>(encoder.ProbeAsync(Cancellation));
    }

    // Neither a refusal nor a timer that is a moment early is news; the time since the last answer, or how long the batch in hand takes, is.
    private static Task FailedAsync(QuestionEncoder encoder) => Until.TrueAsync(async () => !await PassesAsync(encoder), "the probe fails");

    private static Task RecoveredAsync(QuestionEncoder encoder) => Until.TrueAsync(() => PassesAsync(encoder), "the probe passes again");

    private static async Task<bool> PassesAsync(QuestionEncoder encoder)
    {
        try
        {
            await encoder.ProbeAsync(Cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private QuestionEncoder Encoder(TimeSpan answerWithin, int checks = 256) => new(
        ModelDirectory.Load(_directory.Path), _backend, new EncoderOptions { AnswerWithin = answerWithin, CheckQueueCapacity = checks });
}
