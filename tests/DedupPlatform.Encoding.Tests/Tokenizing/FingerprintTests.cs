using CsCheck;

namespace DedupPlatform.Encoding.Tests;

public sealed class FingerprintTests
{
    private static readonly WordPieceTokenizer Tokenizer = ModelDirectory.Load(Repository.DefaultModel).Tokenizer;

    [Theory]
    [InlineData("How do I reset it?", "HOW  DO\tI RESET IT?  ")]
    [InlineData("Ação", "acao")]
    [InlineData("caf\u00E9", "cafe\u0301")]
    [InlineData("\u304B\u304E", "\u304B\u304D\u3099")]
    [InlineData("I ❤\uFE0F it", "I ❤ it")]
    [InlineData("a\u200Bb", "ab")]
    [InlineData("مد\u0651\u064E", "مد\u064E\u0651")] // Shadda and fatha.
    [InlineData("\u05E9\u05C1\u05BC", "\u05E9\u05BC\u05C1")] // Shin dot and dagesh.
    [InlineData("\uFB2A\u05BC", "\u05E9\u05BC\u05C1")]
    [InlineData("😀", " 😀\u200D")]
    public void Texts_that_the_model_sees_alike_have_one_fingerprint(string left, string right) =>
        Tokenizer.Fingerprint(left).ShouldBe(Tokenizer.Fingerprint(right));

    [Theory]
    [InlineData("😀", "😁")]
    [InlineData("ราคา", "เท่าไหร่")]
    [InlineData("password", "pass word")]
    [InlineData("How?", "How ?")]
    [InlineData("中国", "中 国")]
    [InlineData("ซื้อเสื้อที่ไหน", "ซื้อเสื่อที่ไหน")] // Where to buy a shirt, a mat.
    [InlineData("कल", "कुल")] // Tomorrow, total.
    [InlineData("かき", "かぎ")] // Oyster, key.
    public void Texts_that_differ_have_different_ones_even_if_their_tokens_are_the_same(string left, string right) =>
        Tokenizer.Fingerprint(left).ShouldNotBe(Tokenizer.Fingerprint(right));

    [Fact]
    public void Title_and_body_count_as_one_text()
    {
        Tokenizer.Fingerprint("How do I", "reset it?").ShouldBe(Tokenizer.Fingerprint("How do I reset it?"));
        Tokenizer.Fingerprint("How?", null).ShouldBe(Tokenizer.Fingerprint("How?", "  "));
    }

    [Fact]
    public void The_whole_text_counts_and_not_only_what_the_model_reads()
    {
        var body = string.Concat(Enumerable.Repeat("word ", 6_000));
        Tokenizer.Fingerprint("t", body + "x").ShouldNotBe(Tokenizer.Fingerprint("t", body + "y"));
    }

    [Fact]
    public void It_is_32_hexadecimal_digits_and_the_same_in_every_process() =>
        Tokenizer.Fingerprint("How do I reset it?").ShouldBe("2fdf9d898f2a8e7412aa1a3afb943a7f");

    [Fact]
    public void Any_two_ascii_texts_share_one_exactly_if_they_agree_in_lower_case_and_collapsed() =>
        Gen.Select(Gen.String[Gen.OneOfConst('a', 'A', ' ', '\t', 'b'), 0, 5], Gen.String[Gen.OneOfConst('a', 'A', ' ', '\t', 'b'), 0, 5])
            .Sample((left, right) => Plain(left) == Plain(right) == (Tokenizer.Fingerprint(left) == Tokenizer.Fingerprint(right)));

    private static string Plain(string text) =>
        string.Join(' ', text.ToLowerInvariant().Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
