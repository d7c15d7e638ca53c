using CsCheck;

namespace DedupPlatform.Encoding.Tests;

public sealed class WordPieceTokenizerTests
{
    private const int Unknown = 100;
    private static readonly ModelDirectory Model = ModelDirectory.Load(Repository.DefaultModel);
    private static readonly WordPieceTokenizer Tokenizer = Model.Tokenizer;

    [Fact]
    public void Golden_ids_come_out()
    {
        foreach (var golden in GoldenQuestion.All)
        {
            Tokenizer.Encode(golden.Text).ShouldBe(golden.Ids, golden.Text);
        }
    }

    [Fact]
    public void Special_tokens_that_somebody_types_are_ordinary_text()
    {
        var typed = Tokenizer.Encode("[CLS] [SEP] [MASK] [PAD] [UNK]");
        typed[1..^1].ShouldNotContain(id => id == Tokenizer.ClsId || id == Tokenizer.SepId || id == Tokenizer.UnkId || id == 0);
        Ids("[SEP]").ShouldBe(Ids("[ sep ]"));
    }

    [Fact]
    public void The_body_follows_the_title_as_if_it_stood_behind_a_blank()
    {
        Tokenizer.Encode("How do I", "reset it?").ShouldBe(Tokenizer.Encode("How do I reset it?"));
        Tokenizer.Encode("pass", "word").ShouldBe(Tokenizer.Encode("pass word"));
        Tokenizer.Encode("", "How?").ShouldBe(Tokenizer.Encode("How?"));
        Tokenizer.Encode("How?", null).ShouldBe(Tokenizer.Encode("How?", ""));
    }

    [Fact]
    public void A_text_is_cut_off_at_the_limit_and_still_ends_with_the_separator()
    {
        var ids = Tokenizer.Encode("title", string.Concat(Enumerable.Repeat("how unaffable ", 10_000)));
        ids.Length.ShouldBe(Model.MaxTokens);
        ids[^1].ShouldBe(Tokenizer.SepId);
        ids[^2].ShouldNotBe(Tokenizer.SepId);
    }

    [Fact]
    public void Nothing_behind_the_limit_is_read()
    {
        var filler = string.Concat(Enumerable.Repeat("word ", 300));
        Tokenizer.Encode(filler + "one end").ShouldBe(Tokenizer.Encode(filler + "another end"));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData(" \t\r\n\u00A0\u3000\u2028", "")]
    [InlineData("a\0b\u0001\u007F\u200B\uFEFF\uFFFDc", "abc")]
    [InlineData("a\tb\nc\rd\u00A0e\u3000f", "a b c d e f")]
    [InlineData("lone \uD83D surrogates \uDE00 go\uD800", "lone surrogates go")]
    [InlineData("Ünïcödé Ação ŁÓDŹ", "unicode acao łodz")]
    [InlineData("I\u0307stanbul İSTANBUL", "istanbul istanbul")]
    [InlineData("e\u0301 \u1EC7 \u212B", "e e a")]
    [InlineData("한국", "\u1112\u1161\u11AB\u1100\u116E\u11A8")]
    [InlineData("中国abc", "中 国 abc")]
    [InlineData("don't-stop", "don ' t - stop")]
    public void Text_is_seen_as_its_plain_form(string text, string plain) => Ids(text).ShouldBe(Ids(plain));

    [Fact]
    public void A_word_of_more_than_100_characters_is_unknown()
    {
        Ids(new string('a', 100)).ShouldNotContain(Unknown);
        Ids(new string('a', 101)).ShouldBe([Unknown]);
        Ids(new string('a', 30_000) + " cat").ShouldBe([Unknown, .. Ids("cat")]);
        Ids(string.Concat(Enumerable.Repeat("\U00010400", 100))).ShouldBe([Unknown]);
    }

    [Theory]
    [InlineData("😀", false)]
    [InlineData("ราคาเท่าไหร่", false)]
    [InlineData("\uD800\uFFFD\u0001", false)]
    [InlineData("😀?", false)]
    [InlineData("!!!", false)]
    [InlineData("怎么退款？", false)]
    [InlineData("iPhone ราคาเท่าไหร่?", false)]
    [InlineData("", false)]
    [InlineData("What does 😂 mean?", true)]
    [InlineData("1 + 1 = ?", true)]
    [InlineData("What does 東京 mean?", true)]
    [InlineData("How do I pronounce καλημέρα?", true)]
    [InlineData("Is łódź a city or a boat?", true)]
    [InlineData("What is α + β?", true)]
    [InlineData("λ vs μ", true)]
    [InlineData("東京 はどこ", false)]
    [InlineData("Πώς ψήνω ψωμί στο σπίτι;", false)]
    [InlineData("كيف أخبز الخبز في المنزل؟", false)]
    [InlineData("집에서 빵을 어떻게 굽나요?", false)]
    [InlineData("Как испечь хлеб дома?", false)]
    [InlineData("घर पर रोटी कैसे बनाएं?", false)]
    public void A_sequence_is_read_if_more_of_it_is_known_than_unknown(string text, bool read) =>
        Tokenizer.Reads(Tokenizer.Encode(text)).ShouldBe(read);

    [Theory]
    [InlineData(2_000, true)]
    [InlineData(500, false)]
    public void A_model_reads_Chinese_if_it_knows_enough_ideographs(int known, bool read)
    {
        var pieces = Enumerable.Range(0x4E00, known).Select(character => ((char)character).ToString()).Prepend("[UNK]").Prepend("[SEP]").Prepend("[CLS]");
        var vocabulary = new Vocabulary(pieces.Select((piece, id) => (piece, id)).ToDictionary(entry => entry.piece, entry => entry.id));
        var tokenizer = new WordPieceTokenizer(vocabulary, new TextRules(LowerCase: true, StripAccents: true, SplitIdeographs: true), 64, 0, 1, 2);

        tokenizer.Reads(tokenizer.Encode("一丁七")).ShouldBe(read);
    }

    [Fact]
    public void No_text_whatever_crashes_it() => Gen.Char.Array[0, 400].Sample(characters =>
    {
        var text = new string(characters);
        var ids = Tokenizer.Encode(text, text);
        return ids.Length <= Model.MaxTokens && ids[0] == Tokenizer.ClsId && ids[^1] == Tokenizer.SepId
            && Tokenizer.Fingerprint(text, text).Length == 32;
    });

    private static int[] Ids(string text) => Tokenizer.Encode(text)[1..^1];
}
