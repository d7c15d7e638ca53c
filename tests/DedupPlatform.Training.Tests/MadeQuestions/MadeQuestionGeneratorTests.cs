using System.Text.RegularExpressions;
using DedupPlatform.Training.MadeQuestions;

namespace DedupPlatform.Training.Tests.MadeQuestions;

public sealed partial class MadeQuestionGeneratorTests
{
    private const int Many = 2400;

    [Fact]
    public void Sets_of_one_frame_and_the_same_words_have_one_meaning()
    {
        var meanings = MadeQuestionGenerator.Generate(MadeSplit.Train, 3, Many).GroupBy(made => made.Meaning).ToArray();

        Assert.Contains(meanings, meaning => meaning.SelectMany(made => made.Wordings).Distinct().Count() > 4);
        Assert.True(meanings.Length > Many / 2);
    }

    [Fact]
    public void The_words_of_changes_are_no_part_of_the_meaning()
    {
        const string Frame = "what is the capital of {country}? ";
        string[] meanings = [.. MadeQuestionGenerator.Generate(MadeSplit.Train, 3, 5 * Many).Select(made => made.Meaning).Where(meaning => meaning.StartsWith(Frame, StringComparison.Ordinal))];

        Assert.NotEmpty(meanings);
        Assert.All(meanings, meaning => Assert.Matches("^country=[^=]+$", meaning[Frame.Length..]));
    }

    private static readonly string[] Kinds =
    [
        "antonym", "asked", "coreference", "entity", "logic", "modifier", "negation", "paraphrase", "preamble", "roles", "symmetry", "temporal",
    ];

    [Fact]
    public void The_same_seed_makes_the_same_sets_and_another_seed_others()
    {
        Assert.Equal(Texts(MadeSplit.Train, 7), Texts(MadeSplit.Train, 7));
        Assert.NotEqual(Texts(MadeSplit.Train, 7), Texts(MadeSplit.Train, 8));

        static IEnumerable<string> Texts(MadeSplit split, int seed) => MadeQuestionGenerator.Generate(split, seed, 100).SelectMany(set => set.Wordings.Concat(set.Changes));
    }

    [Theory, InlineData(MadeSplit.Train), InlineData(MadeSplit.Dev)]
    public void Every_kind_is_made_equally_often(MadeSplit split)
    {
        var kinds = MadeQuestionGenerator.Generate(split, 1, 10 * Kinds.Length).CountBy(set => set.Kind).ToDictionary();

        Assert.Equal(Kinds, kinds.Keys.Order());
        Assert.All(kinds.Values, count => Assert.Equal(10, count));
    }

    [Theory, InlineData(MadeSplit.Train), InlineData(MadeSplit.Dev)]
    public void A_set_repeats_no_text_and_no_change_is_a_wording(MadeSplit split) => Assert.All(MadeQuestionGenerator.Generate(split, 2, Many), set =>
    {
        string[] texts = [.. set.Wordings.Concat(set.Changes).Select(text => NotInWords().Replace(text, "").ToLowerInvariant())];
        Assert.NotEmpty(set.Wordings);
        Assert.DoesNotContain("", texts);
        Assert.Distinct(texts);
    });

    [Theory, InlineData(MadeSplit.Train), InlineData(MadeSplit.Dev)]
    public void No_mark_of_a_frame_is_left_in_a_text(MadeSplit split) => Assert.All(
        MadeQuestionGenerator.Generate(split, 3, Many).SelectMany(set => set.Wordings.Concat(set.Changes)),
        text => Assert.DoesNotMatch(@"[{}<>|]|a\(n\)|  |^\s|\s$|\s\?", text));

    [Theory, InlineData(MadeSplit.Train), InlineData(MadeSplit.Dev)]
    public void Articles_fit_the_next_word(MadeSplit split) => Assert.All(
        MadeQuestionGenerator.Generate(split, 4, Many).SelectMany(set => set.Wordings.Concat(set.Changes)).Where(text => text.Any(char.IsUpper)),
        text => Assert.DoesNotMatch(@"\b[Aa]n (?!hour|hon|heir)[b-df-hj-np-tv-z][a-z]|\b[Aa] (a|e(?!uro)|i|o(?!ne)|u(?!ni|s))[a-z]", text));

    [GeneratedRegex(@"[^\p{L}\p{N}]")]
    private static partial Regex NotInWords();
}
