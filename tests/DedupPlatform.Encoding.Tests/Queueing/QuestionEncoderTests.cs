using System.Numerics.Tensors;
using DedupPlatform.Contracts;

namespace DedupPlatform.Encoding.Tests;

public sealed class QuestionEncoderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly GatedBackend _backend = new();
    private readonly ModelDirectory _model;
    private QuestionEncoder? _encoder;

    public QuestionEncoderTests()
    {
        new TinyBert().Write(_directory.Path);
        _model = ModelDirectory.Load(_directory.Path);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _backend.Open();
        _encoder?.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Only_questions_of_equal_length_share_a_batch_and_the_oldest_decides_which_go_first()
    {
        await OccupyAsync();
        var questions = Encode(Lane.Bulk, "cat dog", "cat", "my cat dog", "dog", "dog cat", "how");
        _backend.Open();
        await Task.WhenAll(questions);
        _backend.Batches.Skip(1).Select(Text).ShouldBe([["cat dog", "dog cat"], ["cat", "dog", "how"], ["my cat dog"]]);
    }

    [Fact]
    public async Task Everybody_gets_the_vector_of_their_own_question_and_of_length_one()
    {
        await OccupyAsync();
        string[] texts = ["cat", "dog", "how do", "cat cat dog", "dog i", "my"];
        var questions = Encode(Lane.Live, texts);
        _backend.Open();
        foreach (var (text, embedding) in texts.Zip(await Task.WhenAll(questions)))
        {
            var ids = _model.Tokenizer.Encode(text);
            (embedding.Vector.Span[0] / embedding.Vector.Span[1]).ShouldBe(ids[1] / (float)ids[^2], 1e-5f);
            embedding.Vector.Length.ShouldBe(_model.Dimension);
            TensorPrimitives.Norm(embedding.Vector.Span).ShouldBe(1, 1e-5f);
            embedding.Fingerprint.ShouldBe(_model.Tokenizer.Fingerprint(text));
        }
    }

    [Theory]
    [InlineData(false, "cat")]
    [InlineData(true, "cat dog")]
    public async Task The_title_alone_counts_unless_bodies_are_read(bool readBody, string read)
    {
        _backend.Open();
        using var encoder = new QuestionEncoder(_model, _backend, new EncoderOptions { ReadBody = readBody });

        var embedding = await encoder.EncodeAsync("cat", "dog", Lane.Live, Cancellation);

        _backend.Batches.Select(Text).ShouldBe([[read]]);
        embedding.Fingerprint.ShouldBe(_model.Tokenizer.Fingerprint(read));
    }

    [Fact]
    public async Task A_batch_stays_within_its_token_budget_unless_one_question_alone_exceeds_it()
    {
        await OccupyAsync(new EncoderOptions { BatchTokens = 10 });
        var questions = Encode(Lane.Bulk, "cat", "dog", "how", "do", "cat dog cat dog cat dog cat dog cat dog", "my");
        _backend.Open();
        await Task.WhenAll(questions);
        _backend.Batches.Skip(1).Select(Text).ShouldBe(
            [["cat", "dog", "how"], ["do", "my"], ["cat dog cat dog cat dog cat dog cat dog"]]);
    }

    [Fact]
    public async Task A_more_urgent_lane_goes_first_however_late_it_comes_and_shares_no_batch_with_others()
    {
        await OccupyAsync();
        var questions = Encode(Lane.Bulk, "cat").Concat(Encode(Lane.Live, "dog", "how do")).Concat(Encode(Lane.Check, "my")).ToArray();
        _backend.Open();
        await Task.WhenAll(questions);
        _backend.Batches.Skip(1).Select(Text).ShouldBe([["my"], ["dog"], ["how do"], ["cat"]]);
    }

    [Fact]
    public async Task Checks_that_never_pause_do_not_keep_a_new_question_waiting_for_ever()
    {
        await OccupyAsync(new EncoderOptions { BatchTokens = 1 });
        var questions = Encode(Lane.Live, "cat", "dog").Concat(Encode(Lane.Check, [.. Enumerable.Repeat("my", 100)])).ToArray();
        _backend.Open();
        await Task.WhenAll(questions);
        var batches = _backend.Batches.Skip(1).Select(batch => Text(batch).Single()).ToList();
        batches.IndexOf("cat").ShouldBeInRange(25, 35);
        batches.IndexOf("dog").ShouldBeInRange(58, 70);
    }

    [Fact]
    public async Task New_questions_that_never_pause_do_not_keep_an_import_waiting_for_ever()
    {
        await OccupyAsync(new EncoderOptions { BatchTokens = 1 });
        var questions = Encode(Lane.Bulk, "cat").Concat(Encode(Lane.Live, [.. Enumerable.Repeat("dog", 40)])).Concat(Encode(Lane.Check, [.. Enumerable.Repeat("my", 40)])).ToArray();
        _backend.Open();
        await Task.WhenAll(questions);
        var batches = _backend.Batches.Skip(1).Select(batch => Text(batch).Single()).ToList();
        batches.IndexOf("dog").ShouldBeInRange(25, 35);
        batches.Take(batches.IndexOf("cat")).Count(text => text == "dog").ShouldBeInRange(30, 32);
        batches.Take(batches.IndexOf("cat")).Count(text => text == "my").ShouldBe(40, "checks go first, but for their turns");
    }

    [Fact]
    public async Task A_question_whose_caller_went_away_never_reaches_the_backend()
    {
        await OccupyAsync();
        using var gone = new CancellationTokenSource();
        var cancelled = _encoder!.EncodeAsync("cat", null, Lane.Check, gone.Token);
        var stays = Encode(Lane.Check, "dog");
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(cancelled);
        _backend.Open();
        await Task.WhenAll(stays);
        _backend.Batches.Skip(1).Select(Text).ShouldBe([["dog"]]);
    }

    [Fact]
    public async Task A_caller_that_goes_away_during_its_batch_is_told_at_once_and_harms_nobody()
    {
        await OccupyAsync();
        using var gone = new CancellationTokenSource();
        var (leaves, stays) = (_encoder!.EncodeAsync("cat", null, Lane.Check, gone.Token), Encode(Lane.Check, "dog"));
        _backend.LetOneGo();
        await _backend.EnteredAsync();
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(leaves);
        _backend.Open();
        (await stays[0]).Vector.Length.ShouldBe(_model.Dimension);
    }

    [Fact]
    public async Task A_full_lane_refuses_a_check_at_once_and_says_when_to_come_back()
    {
        await OccupyAsync(new EncoderOptions { CheckQueueCapacity = 2 });
        var accepted = Encode(Lane.Check, "cat", "dog");
        var busy = await Should.ThrowAsync<EncoderBusyException>(Encode(Lane.Check, "how")[0]);
        busy.RetryAfter.ShouldBe(TimeSpan.FromSeconds(1), "the least, as hardly anything waits");
        _backend.Open();
        await Task.WhenAll(accepted);
        (await Encode(Lane.Check, "how")[0]).Vector.Length.ShouldBe(_model.Dimension);
    }

    [Fact]
    public async Task The_more_waits_the_later_a_refused_check_is_to_come_back()
    {
        await OccupyAsync(new EncoderOptions { CheckQueueCapacity = 256 });
        var longest = string.Concat(Enumerable.Repeat("cat ", TinyModel.MaxTokens));
        var accepted = Encode(Lane.Check, [.. Enumerable.Repeat(longest, 256)]);
        var busy = await Should.ThrowAsync<EncoderBusyException>(Encode(Lane.Check, "how")[0]);
        busy.RetryAfter.ShouldBeGreaterThan(TimeSpan.FromSeconds(1));
        busy.RetryAfter.ShouldBeLessThan(TimeSpan.FromMinutes(1));
        _backend.Open();
        await Task.WhenAll(accepted);
    }

    [Fact]
    public async Task A_cancelled_check_makes_room_for_the_next()
    {
        await OccupyAsync(new EncoderOptions { CheckQueueCapacity = 1 });
        using var gone = new CancellationTokenSource();
        var cancelled = _encoder!.EncodeAsync("cat", null, Lane.Check, gone.Token);
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(cancelled);
        var next = Encode(Lane.Check, "dog");
        _backend.Open();
        await Task.WhenAll(next);
    }

    [Theory]
    [InlineData(Lane.Live)]
    [InlineData(Lane.Bulk)]
    public async Task A_full_lane_lets_indexing_wait_for_room_in_order(Lane lane)
    {
        await OccupyAsync(new EncoderOptions { QueueCapacity = 1 });
        using var gone = new CancellationTokenSource();
        var first = Encode(lane, "cat", "dog");
        var leaves = _encoder!.EncodeAsync("how", null, lane, gone.Token);
        var last = Encode(lane, "my");
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(leaves);
        _backend.Open();
        await Task.WhenAll([.. first, .. last]);
        _backend.Batches.Skip(1).SelectMany(Text).ShouldBe(["cat", "dog", "my"]);
    }

    [Fact]
    public async Task A_question_that_fails_its_batch_fails_alone()
    {
        await OccupyAsync();
        var questions = Encode(Lane.Live, "cat", "poison", "dog");
        _backend.Open();
        (await Should.ThrowAsync<EncoderFaultException>(questions[1])).InnerException!.Message.ShouldBe("poisoned");
        (await questions[0]).Vector.Length.ShouldBe(_model.Dimension);
        (await questions[2]).Vector.Length.ShouldBe(_model.Dimension);
        (await Encode(Lane.Live, "how")[0]).Vector.Length.ShouldBe(_model.Dimension);
    }

    [Theory]
    [InlineData("zero")]
    [InlineData("nan")]
    public async Task A_vector_that_is_zero_or_no_number_is_a_fault_of_its_question_alone(string bad)
    {
        await OccupyAsync();
        var questions = Encode(Lane.Live, "cat", bad);
        _backend.Open();
        (await Should.ThrowAsync<UnprocessableQuestionException>(questions[1])).Message.ShouldNotContain(bad, Case.Sensitive);
        (await questions[0]).Vector.Length.ShouldBe(_model.Dimension);
    }

    [Fact]
    public async Task Where_no_question_gets_a_usable_vector_the_device_is_at_fault_and_no_question()
    {
        using var encoder = new QuestionEncoder(_model, new NonsenseBackend(), new EncoderOptions());

        (await Should.ThrowAsync<EncoderFaultException>(encoder.EncodeAsync("cat", null, Lane.Live, Cancellation)))
            .Message.ShouldBe("The encoder on test failed: It computes no usable vector for any question.");
    }

    [Theory]
    [InlineData("😀")]
    [InlineData(" ")]
    [InlineData("stranger words")]
    public async Task A_question_without_a_known_word_has_no_vector_and_is_never_queued(string title)
    {
        _encoder = new QuestionEncoder(_model, _backend, new EncoderOptions());
        var embedding = await _encoder.EncodeAsync(title, null, Lane.Check, Cancellation);
        embedding.Vector.IsEmpty.ShouldBeTrue();
        embedding.Fingerprint.ShouldBe(_model.Tokenizer.Fingerprint(title));
        _backend.Batches.ShouldBeEmpty();
    }

    [Fact]
    public async Task Disposal_finishes_the_batch_in_hand_and_fails_what_waits()
    {
        var inHand = await OccupyAsync(new EncoderOptions { QueueCapacity = 1 });
        var waiting = Encode(Lane.Bulk, "cat", "dog");
        var disposal = Task.Run(_encoder!.Dispose, Cancellation);
        await Should.ThrowAsync<ObjectDisposedException>(waiting[1]);
        _backend.Open();
        await disposal;
        (await inHand).Vector.Length.ShouldBe(_model.Dimension);
        await Should.ThrowAsync<ObjectDisposedException>(waiting[0]);
        await Should.ThrowAsync<ObjectDisposedException>(Encode(Lane.Check, "cat")[0]);
        _backend.Disposed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_backend_that_hangs_holds_up_neither_the_disposal_nor_whoever_waits_for_it()
    {
        var inHand = await OccupyAsync(new EncoderOptions { AnswerWithin = TimeSpan.FromMilliseconds(100) });
        var waiting = Encode(Lane.Check, "cat");
        _encoder!.Dispose();
        await Should.ThrowAsync<ObjectDisposedException>(inHand);
        await Should.ThrowAsync<ObjectDisposedException>(waiting[0]);
        _backend.Disposed.ShouldBeFalse();
    }

    // Puts one question into the backend and keeps it there, so that others have to queue.
    private async Task<Task<Embedding>> OccupyAsync(EncoderOptions? options = null)
    {
        _encoder = new QuestionEncoder(_model, _backend, options ?? new EncoderOptions());
        var first = _encoder.EncodeAsync("router", null, Lane.Check, Cancellation);
        await _backend.EnteredAsync();
        return first;
    }

    private Task<Embedding>[] Encode(Lane lane, params string[] texts) =>
        [.. texts.Select(text => _encoder!.EncodeAsync(text, null, lane, Cancellation))];

    private static string[] Text(int[][] batch) => [.. batch.Select(ids => string.Join(' ', ids[1..^1].Select(id => TinyBert.Words[id])))];
}
