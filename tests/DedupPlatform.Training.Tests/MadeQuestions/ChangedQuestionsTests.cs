using DedupPlatform.Training.MadeQuestions;
using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.Tests.MadeQuestions;

public sealed class ChangedQuestionsTests
{
    [Theory]
    [InlineData("antonym", "Which trains are faster than a bus?", "Which trains are slower than a bus?")]
    [InlineData("quantifier", "Why do all cats purr?", "Why do some cats purr?")]
    [InlineData("quantifier", "How many cats purr?", "How few cats purr?")]
    [InlineData("gender", "Does he like me?", "Does she like me?")]
    [InlineData("asked", "How do cats purr?", "When do cats purr?")]
    [InlineData("tense", "Will it rain in May?", "Did it rain in May?")]
    [InlineData("tense", "Who is the mayor of Bonn?", "Who used to be the mayor of Bonn?")]
    [InlineData("connective", "May I eat nuts or seeds?", "May I eat nuts and seeds?")]
    [InlineData("connective", "Do salt and pepper burn?", "Do salt or pepper burn?")]
    [InlineData("negation", "Should I quit?", "Should I not quit?")]
    public void A_question_is_changed_by_itself(string kind, string question, string change) =>
        Assert.Equal([change], Changed(question).Single(made => made.Kind == kind).Changes);

    [Theory]
    [InlineData("number", "Does a PS4 play discs?", @"^Does a PS[1-35-9] play discs\?$")]
    [InlineData("number", "Is 40 too old?", @"^Is [1-35-9]0 too old\?$")]
    [InlineData("asked", "Why do cats purr?", @"^(When|Where) do cats purr\?$")]
    [InlineData("asked", "How do I purr?", @"^(When|Why) do I purr\?$")]
    public void One_of_several_changes_is_drawn(string kind, string question, string change) =>
        Assert.Matches(change, Changed(question).Single(made => made.Kind == kind).Changes[0]);

    [Theory]
    [InlineData("How do I lose weight without going to the gym?")]
    [InlineData("Is a credit card also required?")]
    public void A_word_in_another_sense_is_no_other_tense(string question) => Assert.DoesNotContain(Changed(question), made => made.Kind == "tense");

    [Theory]
    [InlineData("What is the difference between salt and pepper?")]
    [InlineData("More or less salt?")]
    [InlineData("He is ill and what can he do?")]
    [InlineData("I fell and did nothing")]
    public void And_is_no_or_where_a_clause_begins_or_both_are_meant(string question) => Assert.DoesNotContain(Changed(question), made => made.Kind == "connective");

    [Fact]
    public void A_question_stands_beside_another_wording_of_it_that_means_the_same()
    {
        var wordings = Changed("How do I reduce the noise of 8 fans?").SelectMany(made => made.Wordings).Distinct().ToArray();

        Assert.Equal("How do I reduce the noise of 8 fans?", wordings[0]);
        Assert.True(wordings.Length > 2);
        Assert.All(wordings[1..], wording => Assert.Matches(@"\w+ the \w+ of 8 fans", wording));
    }

    [Fact]
    public void Nobody_asks_a_change() =>
        Assert.DoesNotContain(ChangedQuestions.Of(["Should I quit?", "should I  NOT quit?"], 1), made => made.Wordings[0] == "Should I quit?");

    [Fact]
    public void No_kind_of_change_outnumbers_the_others_but_swapped_roles_which_are_learned_last()
    {
        var kinds = ChangedQuestions.Of([.. Enumerable.Range(1, 2500).Select(i => $"Did Anna call Bert about case {i}?")], 1).CountBy(made => made.Kind).ToDictionary();

        Assert.Equal(2500, kinds["roles"]);
        Assert.Equal(2000, kinds["tense"]);
    }

    [Fact]
    public void A_long_story_is_left_alone() => Assert.Empty(Changed($"Should I quit? {new string('a', 100)}"));

    [Fact]
    public void The_same_seed_gives_the_same_sets()
    {
        string[] questions = ["Does a PS4 play all discs?", "How do I buy 8 fans?"];
        string Texts(int seed) => string.Join('\n', ChangedQuestions.Of(questions, seed).SelectMany(made => made.Wordings.Concat(made.Changes)));

        Assert.Equal(Texts(1), Texts(1));
        Assert.NotEqual(Texts(1), Texts(2));
    }

    private static MadeSet[] Changed(string question) => [.. ChangedQuestions.Of([question], 1)];
}
