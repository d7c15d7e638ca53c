using System.Text.RegularExpressions;
using DedupPlatform.Training.MadeQuestions;

namespace DedupPlatform.Training.Tests.MadeQuestions;

public sealed partial class FrameTests
{
    [Fact]
    public void Both_splits_have_frames_of_every_kind_and_share_no_line()
    {
        var train = FrameFile.ReadAll(MadeSplit.Train);
        var dev = FrameFile.ReadAll(MadeSplit.Dev);

        Assert.Equal(train.Select(frame => frame.Kind).Distinct(), dev.Select(frame => frame.Kind).Distinct());
        Assert.Empty(train.SelectMany(frame => frame.Lines).Intersect(dev.SelectMany(frame => frame.Lines)));
    }

    [Theory, InlineData(MadeSplit.Train), InlineData(MadeSplit.Dev)]
    public void Every_frame_has_two_wordings_and_a_change_that_differs_from_them_once_filled(MadeSplit split)
    {
        var wordLists = WordLists.Read(split);
        Assert.All(FrameFile.ReadAll(split), frame =>
        {
            var filler = new Filler(wordLists, new Random(1));
            Assert.True(frame.Wordings.Count >= 2, frame.Wordings[0]);
            Assert.NotEmpty(frame.Changes);
            var wordings = frame.Wordings.Select(filler.Fill).ToHashSet();
            Assert.DoesNotContain(frame.Changes.Select(filler.Fill), wordings.Contains);
        });
    }

    [Fact]
    public void A_file_is_read_part_by_part_and_frame_by_frame()
    {
        string[] lines = ["# what it is", "[train]", "= a", "= b", "! c", "", "= d", "! e", "", "[dev]", "= f", "! g"];

        var frames = FrameFile.Read("kind", lines, MadeSplit.Train).ToArray();

        Assert.Equal(["a", "b"], frames[0].Wordings);
        Assert.Equal(["c"], frames[0].Changes);
        Assert.Equal(["d", "e"], frames[1].Lines);
        Assert.Equal(["f", "g"], Assert.Single(FrameFile.Read("kind", lines, MadeSplit.Dev)).Lines);
    }

    [Fact]
    public void A_line_without_a_mark_is_named() =>
        Assert.Contains("'how so?'", Assert.Throws<InvalidDataException>(() => FrameFile.Read("kind", ["[dev]", "how so?"], MadeSplit.Dev).Count()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_man_and_a_woman_are_exchanged_where_both_are_named()
    {
        var both = new Frame("kind", ["would {man} leave if {woman.he} stayed?"], ["would {woman} leave if {man.he} stayed?"]);
        var one = new Frame("kind", ["is {man} {man2}'s uncle?"], ["is {man2} {man}'s uncle?"]);

        Assert.Equal(["would {woman} leave if {man.he} stayed?", "would {man} leave if {woman.he} stayed?"], both.WithManAndWomanExchanged().Lines);
        Assert.Equal(one.Lines, one.WithManAndWomanExchanged().Lines);
    }

    [Fact]
    public void Every_slot_of_the_vocabulary_is_asked_for()
    {
        var used = Enum.GetValues<MadeSplit>().SelectMany(FrameFile.ReadAll).SelectMany(frame => frame.Lines).SelectMany(line => Slots().Matches(line)).Select(match => match.Groups[1].Value).ToHashSet();
        used.UnionWith(["man", "woman", "opening", "closing", .. QuestionChanges.Exchanges.Select(exchange => exchange.Slot)]);

        Assert.Empty(WordLists.Read(MadeSplit.Train).Slots.Keys.Except(used));
    }

    [GeneratedRegex("[{<]([a-z]+)")]
    private static partial Regex Slots();
}
