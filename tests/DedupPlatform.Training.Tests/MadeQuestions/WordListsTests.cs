using System.Text.RegularExpressions;
using DedupPlatform.Training.MadeQuestions;

namespace DedupPlatform.Training.Tests.MadeQuestions;

public sealed partial class WordListsTests
{
    // Words that carry a question's grammar rather than its content, and the verbs that both splits' activities are built on.
    private static readonly HashSet<string> NoContent =
    [
        .. ("a an the my mr mrs of in on to for with from by at up down out off and or not no that it is be do does each other same i me so go going get getting take taking "
            + "eat eating drink drinking use using wear wearing play playing become becoming have having city north s d rate highest lowest biggest largest smallest "
            + "he him his she her invented built founded discovered war rush").Split(' '),
    ];

    // Preambles are made of everyday words, and numbers are compared as a whole.
    private static readonly string[] WholeOnly = ["opening", "closing", "money", "version", "clock"];

    [Fact]
    public void The_splits_share_no_entry()
    {
        var train = WordLists.Read(MadeSplit.Train).Slots;
        var both = new WordLists();
        both.Add(Resource.Lines("Words", "both"));

        Assert.All(WordLists.Read(MadeSplit.Dev).Slots.Where(slot => !both.Slots.ContainsKey(slot.Key)), slot =>
            Assert.Empty(slot.Value.Words.Select(word => word[0]).Intersect(train[slot.Key].Words.Select(word => word[0]))));
    }

    [Fact]
    public void The_splits_share_no_content_word()
    {
        Assert.Empty(Content("train").Intersect(Content("dev")));

        static IEnumerable<string> Content(string name)
        {
            var wordLists = new WordLists();
            wordLists.Add(Resource.Lines("Words", name));
            return wordLists.Slots.Where(slot => !WholeOnly.Contains(slot.Key)).SelectMany(slot => slot.Value.Words).SelectMany(word => word)
                .SelectMany(form => Words().Matches(form.ToLowerInvariant())).Select(match => match.Value).Where(word => !NoContent.Contains(word)).Distinct();
        }
    }

    [Fact]
    public void No_form_of_the_dev_split_is_told_from_another_by_what_is_exchanged_in_real_questions()
    {
        var both = new WordLists();
        both.Add(Resource.Lines("Words", "both"));
        var exchanged = QuestionChanges.Exchanges.Where(exchange => both.Slots.ContainsKey(exchange.Slot))
            .SelectMany(exchange => both.Slots[exchange.Slot].Words)
            .SelectMany(word => (IEnumerable<(string, string)>)[(word[0], word[1]), (word[1], word[0])]).ToHashSet();

        Assert.Empty(
            from slot in WordLists.Read(MadeSplit.Dev).Slots
            where !both.Slots.ContainsKey(slot.Key)
            from word in slot.Value.Words
            from one in word
            from other in word
            let difference = (Left(one, other), Left(other, one))
            where exchanged.Contains(difference) && !NoContent.Contains(difference.Item1)
            select one);

        static string Left(string form, string other) => string.Join(' ', form.Split(' ').Except(other.Split(' ')));
    }

    [Fact]
    public void Forms_left_out_repeat_the_last_or_come_from_the_header()
    {
        var wordLists = new WordLists();
        wordLists.Add(["[act: base past participle]", "see|saw|seen; help|helped", "[man: name he=he]", "Adam; Hugo", "[woman: name he=she]", "Eve", "[person = man woman]"]);

        Assert.Equal(["help", "helped", "helped"], wordLists["act"].Words[1]);
        Assert.Equal([["Adam", "he"], ["Hugo", "he"], ["Eve", "she"]], wordLists["person"].Words);
    }

    [Theory, InlineData("[place]"), InlineData("[place = man]")]
    public void A_slot_that_is_there_twice_is_named(string again) =>
        Assert.Equal("The slot 'place' is in the word lists twice.",
            Assert.Throws<InvalidDataException>(() => new WordLists().Add(["[man]", "Adam", "[place]", "Rome", again, "Oslo"])).Message);

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Words();
}
