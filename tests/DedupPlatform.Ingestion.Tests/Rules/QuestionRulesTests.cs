using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using DedupPlatform.Contracts;

namespace DedupPlatform.Ingestion.Tests.Rules;

public sealed class QuestionRulesTests
{
    private static readonly QuestionRules Rules = new(new QuestionLimits());

    private static IndexQuestion Valid => new() { Id = "1", Title = "Why is the sky blue?" };

    [Fact]
    public void The_longest_of_everything_is_valid()
    {
        var question = new IndexQuestion
        {
            Site = new string('a', 64),
            Id = new string('i', 128),
            Title = new string('t', 300),
            Body = new string('b', 30_000),
            Url = "HTTPS://example.org/" + new string('u', 2_028),
            Tags = [.. Enumerable.Repeat(new string('g', 64), 20)],
            Revision = (1L << 53) - 1,
        };

        Check(question).Any.ShouldBeFalse();
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var question = new IndexQuestion
        {
            Site = "No Spaces",
            Id = "",
            Title = new string('t', 301) + "\0",
            Body = " \n",
            Url = "ftp://example.org",
            Tags = ["ok", null!, "\ud800"],
            Revision = -1,
        };

        var faults = Check(question).ByField();

        faults.Keys.ShouldBe(["site", "id", "title", "body", "url", "tags[1]", "tags[2]", "revision"]);
        faults["title"].ShouldBe(["has 302 characters; at most 300 are allowed", "holds NUL (U+0000) at character 301; send text without it"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("UPPER")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("ä")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(null)]
    public void A_site_is_lower_case_ascii(string? site) => Check(Valid with { Site = site! }).Has("site").ShouldBeTrue();

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public void An_id_that_an_address_cannot_end_in_is_refused(string id)
    {
        Check(Valid with { Id = id }).Lines().ShouldHaveSingleItem().ShouldStartWith("id: must not be just one or two dots");
        Check(Valid with { Id = "..." }).Any.ShouldBeFalse();
    }

    [Theory]
    [InlineData(100, null, 10)]
    [InlineData(5, null, 5)]
    [InlineData(500, 500L, 500)]
    public void A_check_asks_for_ten_candidates_or_as_many_as_it_may_unless_it_says_how_many(int most, long? asked, int limit)
    {
        var faults = new Faults();
        new QuestionRules(new QuestionLimits { Candidates = most }).CheckLimit(asked, faults).ShouldBe(limit);
        faults.Any.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(101L)]
    public void A_check_asks_for_1_to_100_candidates(long asked)
    {
        var faults = new Faults();
        Rules.CheckLimit(asked, faults);
        faults.ByField()["limit"].ShouldBe(["must be a whole number from 1 to 100, or be left out"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("example.org")]
    [InlineData("/q/1")]
    [InlineData("//example.org/q/1")]
    [InlineData("http:example.org")]
    [InlineData("http://")]
    [InlineData("javascript:alert(1)")]
    [InlineData(" https://example.org")]
    [InlineData("https://exa mple.org")]
    [InlineData("https://example.org/\0")]
    public void A_url_is_an_absolute_web_address(string url) => Check(Valid with { Url = url }).Has("url").ShouldBeTrue();

    [Fact]
    public void A_url_comes_back_with_every_candidate_so_its_length_is_limited() =>
        Check(Valid with { Url = "https://example.org/" + new string('u', 2_029) }).Lines().ShouldBe(["url: has 2049 characters; at most 2048 are allowed"]);

    [Theory]
    [InlineData("\u200b")]
    [InlineData("\ue000 \uf8ff")]
    [InlineData("\u0301")]
    [InlineData("\ufffd")]
    [InlineData("\u0007\u202e \ufeff")]
    [InlineData("\udb80\udc00")]
    public void A_title_that_cannot_be_seen_is_blank(string title) =>
        Check(Valid with { Title = title }).Lines().ShouldBe(["title: is blank but for invisible characters; send 1 to 300 characters, some of which can be seen"]);

    [Theory]
    [InlineData("\ud83d\ude00")]
    [InlineData("\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35")]
    [InlineData("\u200b?")]
    [InlineData("e\u0301")]
    [InlineData("\ud840\udc00")]
    public void A_title_of_any_characters_that_can_be_seen_is_none(string title) => Check(Valid with { Title = title }).Any.ShouldBeFalse();

    [Fact]
    public void Texts_are_not_blank_and_hold_neither_nul_nor_half_characters()
    {
        // Not as theory data: an attribute cannot hold half a surrogate pair.
        foreach (var text in new[] { "a\0b", "\ud83d", "\ude00\ud83d", "ends with \ud83d", "\u00a0\u3000" })
        {
            var faults = Check(new IndexQuestion { Id = text, Title = text, Body = text, Url = $"https://example.org/{text}", Tags = [text] });

            faults.ByField().Keys.ShouldBe(["id", "title", "body", "url", "tags[0]"]);
        }
    }

    [Fact]
    public void Every_text_of_a_question_is_judged()
    {
        foreach (var field in typeof(IndexQuestion).GetProperties().Where(field => field.PropertyType == typeof(string)))
        {
            var question = Valid;
            field.SetValue(question, "\ud800");

            Check(question).ByField().Keys.ShouldBe([JsonNamingPolicy.CamelCase.ConvertName(field.Name)]);
        }
    }

    [Fact]
    public void Too_many_tags_are_one_fault() =>
        Check(Valid with { Tags = [.. Enumerable.Repeat("x", 21)] }).Lines().ShouldBe(["tags: are 21; at most 20 are allowed"]);

    [Fact]
    public void Of_too_many_tags_as_many_as_are_allowed_are_judged() =>
        Check(Valid with { Tags = ["x", "", .. Enumerable.Repeat("", 19)] }).ByField().Keys.ShouldBe(["tags", .. Enumerable.Range(1, 19).Select(i => $"tags[{i}]")]);

    [Fact]
    public void A_removal_is_judged_by_the_same_rules() =>
        Rules.Check(new RemoveQuestion { Site = "?", Id = " ", Revision = 1L << 53 }, new Faults()).ByField().Keys.ShouldBe(["site", "id", "revision"]);

    [Fact]
    public void A_field_that_could_not_be_read_is_not_judged_again()
    {
        var faults = new Faults();
        faults.Add("title", "must be a string, was 42");

        Rules.Check(Valid with { Title = null! }, faults).Lines().ShouldBe(["title: must be a string, was 42"]);
    }

    [Fact]
    public void Faulty_messages_end_with_their_reason()
    {
        Should.Throw<UnprocessableQuestionException>(() => Check(Valid with { Title = "", Revision = -1 }).ThrowIfAny())
            .Message.ShouldBe("title: is blank; send 1 to 300 characters that are not all white space; revision: must be a whole number from 0 to 9007199254740991, or be left out");
        Should.NotThrow(() => Check(Valid).ThrowIfAny());
    }

    [Theory]
    [InlineData(1, 10_000)]
    [InlineData(100, 10)]
    public void However_much_is_wrong_the_reason_is_short_enough_for_a_header(int fields, int faultsOfEach)
    {
        var faults = new Faults();
        foreach (var (field, fault) in Enumerable.Range(0, fields).SelectMany(_ => Enumerable.Range(0, faultsOfEach), (field, fault) => (field, fault)))
        {
            faults.Add($"field{field}", $"has the fault {fault}, of those that come by the thousand");
        }

        var reason = Should.Throw<UnprocessableQuestionException>(faults.ThrowIfAny).Message;

        reason.Length.ShouldBeLessThanOrEqualTo(4096);
        reason.ShouldStartWith("field0: has the fault 0");
        faults.ByField()["field0"].Length.ShouldBe(10);
    }

    [Fact]
    public void Any_text_is_valid_exactly_when_it_survives_utf8_and_can_be_seen_and_is_not_too_long_nor_holds_nul() =>
        Gen.Char.Array[0, 310].Select(characters => new string(characters)).Sample(text =>
        {
            var expected = text.Length <= 300 && !text.Contains('\0') && text.EnumerateRunes().Any(IsSeen)
                && TextEncoding.UTF8.GetString(TextEncoding.UTF8.GetBytes(text)) == text;
            return !Check(Valid with { Title = text }).Any == expected;
        });

    private static bool IsSeen(Rune character) => Rune.GetUnicodeCategory(character) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.NonSpacingMark
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && character != Rune.ReplacementChar;

    [Fact]
    public void No_fault_repeats_the_text() =>
        Gen.Char.AlphaNumeric.Array[301, 400].Select(characters => new string(characters)).Sample(text =>
            !string.Concat(Check(new IndexQuestion { Site = text, Id = text, Title = text, Url = text, Tags = [text] }).Lines()).Contains(text[..20]));

    private static Faults Check(IndexQuestion question) => Rules.Check(question, new Faults());
}
