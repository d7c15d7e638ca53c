using DedupPlatform.Training.MadeQuestions;
using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.Tests.MadeQuestions;

public sealed class ChangedDuplicatesTests
{
    [Theory]
    [InlineData("antonym", "How do I gain weight?", "What is a way to gain weight?", "How do I lose weight?", "What is a way to lose weight?")]
    [InlineData("antonym", "Advantages of nuclear power?", "What are the advantages of nuclear power?", "Disadvantages of nuclear power?", "What are the disadvantages of nuclear power?")]
    [InlineData("negation", "Should I quit?", "Would you quit?", "Should I not quit?")]
    [InlineData("negation", "Why can't I sleep?", "What keeps me from sleeping?", "Why can I sleep?")]
    [InlineData("negation", "Why do cats not swim?", "Why don't cats swim?", "Why do cats swim?")]
    [InlineData("negation", "How to fall asleep", "Ways of falling asleep", "How not to fall asleep")]
    [InlineData("negation", "How do I stop a nosebleed?", "What stops nosebleeds?", "How do I not stop a nosebleed?")]
    [InlineData("direction", "How do I convert Kelvin to Celsius?", "Celsius of a number of Kelvin?", "How do I convert Celsius to Kelvin?")]
    [InlineData("direction", "Is there a train from New York to Los Angeles?", "NY to LA by train?", "Is there a train from Los Angeles to New York?")]
    [InlineData("direction", "Is Stack Exchange better than Quora?", "Is Stack Exchange the better one?", "Is Quora better than Stack Exchange?")]
    [InlineData("roles", "What do Chinese people think of Indians?", "What is it that Chinese citizens think of Indians?", "What do Indians people think of Chinese?", "What is it that Indians citizens think of Chinese?")]
    [InlineData("roles", "Did Trump's win help Vladimir Putin?", "Was Trump helping Vladimir Putin?", "Did Vladimir Putin's win help Trump?", "Was Vladimir Putin helping Trump?")]
    [InlineData("roles", "Why do cats chase rabbits?", "Why is it that cats run after rabbits?", "Why do rabbits chase cats?", "Why is it that rabbits run after cats?")]
    public void A_change_is_that_of_its_kind_alone(string kind, string a, string b, params string[] changes) =>
        Assert.Equal(changes, Changes(a, b).Single(made => made.Kind == kind).Changes);

    [Theory]
    [InlineData("number", "Which phones have 8 GB?", "List the phones with 8 GB.", @"^Which phones have [1-79] GB\?$")]
    [InlineData("number", "Who won in 2014?", "Winner of 2014", @"^Who won in 201[1-35-9]\?$")]
    [InlineData("number", "What is worth 25,000 dollars?", "25,000 dollars: what is that worth?", @"^What is worth [13-9]5,000 dollars\?$")]
    [InlineData("number", "How to format a Nokia 5800?", "Formatting a Nokia 5800", @"^How to format a Nokia [1-46-9]800\?$")]
    [InlineData("entity", "Is it hot in Egypt?", "Is Egypt hot?", "^Is it hot in (?!Egypt)[A-Z]")]
    public void What_stands_in_both_is_exchanged(string kind, string a, string b, string change) =>
        Assert.Matches(change, Changes(a, b).Single(made => made.Kind == kind).Changes[0]);

    [Theory]
    [InlineData("What are the 10 best films?", "Which films are finest?")]
    [InlineData("Is it hot in Egypt?", "Do they have heat there?")]
    [InlineData("What are the pros and cons of gold?", "Pros and cons of gold?")]
    [InlineData("What is the distance from New York to Los Angeles?", "What distance lies from New York to Los Angeles?")]
    [InlineData("Does Ann envy Jim?", "Is Jim envied by Ann?")]
    [InlineData("Is Ann related to Jim?", "Is Ann a relative of Jim?")]
    [InlineData("Won't it rain?", "Is there no rain coming?")]
    [InlineData("Is it worth believing or not?", "Is it not worth believing?")]
    [InlineData("I can't write cursive. What is a quick course?", "Is there a quick course of cursive?")]
    [InlineData("Which is the Panasonic service center in Indore?", "Which service center of Panasonic is in Indore?")]
    [InlineData("Is Ann like Jim?", "Is Ann somebody like Jim?")]
    [InlineData("What becomes of the US once RUSSIA asks?", "What becomes of RUSSIA once the US asks?")]
    public void What_one_of_them_lets_go_unsaid_is_no_change(string a, string b) => Assert.Empty(Changes(a, b));

    [Fact]
    public void Both_questions_are_wordings_and_nobody_asks_a_change()
    {
        JudgedPair gain = new("How do I gain weight?", "How can I gain weight?", true);

        var made = ChangedDuplicates.Of([gain, new("how do I LOSE weight?", "How can I slim?", true)], 1).Where(set => set.Kind == "antonym").ToArray();

        Assert.Equal(["How can I lose weight?"], made[0].Changes);
        Assert.Equal([gain.TextA, gain.TextB], made[0].Wordings);
    }

    [Fact]
    public void Names_that_may_stand_in_either_order_are_worded_both_ways() =>
        Assert.Equal(
            ["Should I learn Java or Visual Basic in 2016?", "Which should I learn in 2016?", "Should I learn Visual Basic or Java in 2016?"],
            Changes("Should I learn Java or Visual Basic in 2016?", "Which should I learn in 2016?").Single(made => made.Kind == "number").Wordings);

    [Fact]
    public void The_other_order_that_the_duplicate_has_already_is_no_third_wording() =>
        Assert.Equal(2, Changes("Should I learn Java or Python in 2016?", "Should I learn Python or Java in 2016?").Single(made => made.Kind == "number").Wordings.Count);

    [Theory]
    [InlineData("Who is the president of America and Why did 3 run?")]
    [InlineData("Did Armstrong go to the Moon or NASA had 3 actors?")]
    [InlineData("Which 3 are better, those of Luna from Death Note or Sherlock?")]
    public void Names_that_are_parts_of_something_longer_stay_where_they_are(string question) =>
        Assert.Equal([question, "3 or what?"], Changes(question, "3 or what?").Single(made => made.Kind == "number").Wordings);

    [Fact]
    public void Pairs_that_are_no_duplicates_are_passed_over() => Assert.Empty(ChangedDuplicates.Of([new("Should I quit?", "Should I stay?", false)], 1));

    private static MadeSet[] Changes(string a, string b) => [.. ChangedDuplicates.Of([new JudgedPair(a, b, true)], 1)];
}
