using DedupPlatform.Training.MadeQuestions;

namespace DedupPlatform.Training.Tests.MadeQuestions;

public sealed class FillerTests
{
    [Theory]
    [InlineData("is {man} a(n) {job}?", "is Adam an actor?")]
    [InlineData("does {man} {act} {man2}, or is {man2} {act.participle} by {man}?", "does Adam see Adam, or is Adam seen by Adam?")]
    [InlineData("is {man.he} a(n) {adjective} {job}?", "is he a unique actor?")]
    [InlineData("<how> avoid {act.ing} (it|) ?", "how do I avoid seeing it?|how do I avoid seeing?")]
    public void A_line_is_filled_as_written(string line, string expected)
    {
        var wordLists = new WordLists();
        wordLists.Add(["[man: name he=he]", "Adam; Adam", "[act: base participle ing]", "see|seen|seeing", "[job]", "actor", "[adjective]", "unique", "[how]", "how do I"]);

        Assert.Contains(new Filler(wordLists, new Random(1)).Fill(line), expected.Split('|'));
    }

    [Fact]
    public void A_slot_keeps_its_word_and_another_number_of_it_is_another_word()
    {
        var wordLists = new WordLists();
        wordLists.Add(["[animal: one many]", "cat|cats; mouse|mice"]);
        for (var seed = 0; seed < 20; seed++)
        {
            var filler = new Filler(wordLists, new Random(seed));

            Assert.Contains(
                filler.Fill("do {animal.many} eat {animal2.many}?") + filler.Fill("can a {animal2} eat a {animal}?"),
                (string[])["do cats eat mice?can a mouse eat a cat?", "do mice eat cats?can a cat eat a mouse?"]);
        }
    }

    [Fact]
    public void The_words_of_lines_are_those_of_the_slots_that_each_of_them_has()
    {
        var wordLists = new WordLists();
        wordLists.Add(["[animal: one many]", "cat|cats; mouse|mice", "[job]", "actor"]);
        var filler = new Filler(wordLists, new Random(1));
        string[] lines = ["do {animal.many} sleep?", "I am a(n) {job}. do {animal.many} sleep?"];
        foreach (var line in lines.Append("do {animal2.many} sleep?"))
        {
            filler.Fill(line);
        }

        Assert.Contains(filler.ChosenInEach(lines), (string[])["animal=cat", "animal=mouse"]);
    }

    [Theory]
    [InlineData("actor", "an"), InlineData("doctor", "a"), InlineData("hour", "an"), InlineData("honest", "an"), InlineData("university", "a"), InlineData("uncle", "an")]
    [InlineData("unimaginative", "an"), InlineData("used", "a"), InlineData("European", "a"), InlineData("MP3", "an"), InlineData("HTML", "an"), InlineData("8", "an"), InlineData("80", "an")]
    [InlineData("18", "an"), InlineData("XML", "an"), InlineData("heir", "an"), InlineData("one-eyed", "a"), InlineData("ugly", "an"), InlineData("unicorn", "a"), InlineData("12", "a")]
    public void The_article_follows_the_sound(string next, string article) => Assert.Equal(article, IndefiniteArticle.For(next));
}
