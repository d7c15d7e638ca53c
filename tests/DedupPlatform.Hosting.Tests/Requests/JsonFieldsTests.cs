using CsCheck;
using DedupPlatform.Contracts;
using DedupPlatform.Hosting;

namespace DedupPlatform.Hosting.Tests.Requests;

public sealed class JsonFieldsTests
{
    private readonly Faults _faults = new();

    [Fact]
    public void Fields_are_read_by_type()
    {
        Read("""{"a":"text \ud83d\ude00","b":42,"c":0.5,"d":["x","y"],"e":"2024-05-01T12:30:00+02:00","f":null}""", fields =>
        {
            fields.ReadString("a").ShouldBe("text 😀");
            fields.ReadInteger("b").ShouldBe(42);
            fields.ReadNumber("c").ShouldBe(0.5);
            fields.ReadStrings("d").ShouldBe(["x", "y"]);
            fields.ReadDate("e").ShouldBe(new DateTimeOffset(2024, 5, 1, 10, 30, 0, TimeSpan.Zero));
            fields.ReadString("f").ShouldBeNull();
            fields.ReadString("left out").ShouldBeNull();
        });

        _faults.Any.ShouldBeFalse();
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        const string Json = """
            {"a":42,"b":"42","c":"0.5","d":["x",1,"\ud800"],"e":"yesterday","f":"\ud800","g":1.5,"h":1e999,"i":{},"twice":"1","twice":"2","other":1}
            """;
        Read(Json, fields =>
        {
            fields.ReadString("a").ShouldBeNull();
            fields.ReadInteger("b").ShouldBeNull();
            fields.ReadNumber("c").ShouldBeNull();
            fields.ReadStrings("d");
            fields.ReadDate("e").ShouldBeNull();
            fields.ReadString("f").ShouldBeNull();
            fields.ReadInteger("g").ShouldBeNull();
            fields.ReadNumber("h").ShouldBeNull();
            fields.ReadStrings("i").ShouldBeNull();
            fields.ReadString("twice");
        });

        _faults.Lines().ShouldBe(
        [
            "twice: is given twice; send it once",
            "a: must be a string, was 42",
            "b: must be a whole number such as 42, was a string",
            "c: must be a number such as 0.8, was a string",
            "d[1]: must be a string, was 1",
            "d[2]: holds half of a surrogate pair, such as \\ud800 alone; send whole characters",
            "e: must be an ISO 8601 date such as 2024-05-01T12:30:00Z or 2024-05-01T12:30:00+02:00",
            "f: holds half of a surrogate pair, such as \\ud800 alone; send whole characters",
            "g: must be a whole number such as 42, was 1.5",
            "h: must be a number such as 0.8, was 1e999",
            "i: must be an array of strings, was an object",
            "other: is not a known field; known are a, b, c, d, e, f, g, h, i, twice",
        ]);
    }

    [Theory]
    [InlineData("9223372036854775808", long.MaxValue)]
    [InlineData("-9223372036854775809", long.MinValue)]
    [InlineData("1234567890123456789012345678901234567890", long.MaxValue)]
    public void A_whole_number_beyond_64_bits_is_the_nearest_within_and_its_range_for_the_caller_to_judge(string number, long read)
    {
        Read($$"""{"a":{{number}}}""", fields => fields.ReadInteger("a").ShouldBe(read));

        _faults.Any.ShouldBeFalse();
    }

    [Theory]
    [InlineData("1.0", "1.0")]
    [InlineData("1e3", "1e3")]
    [InlineData("1E40", "1E40")]
    [InlineData("9223372036854775808.5", "a number")]
    public void A_fraction_or_an_exponent_is_no_whole_number(string number, string told)
    {
        Read($$"""{"a":{{number}}}""", fields => fields.ReadInteger("a").ShouldBeNull());

        _faults.Lines().ShouldBe([$"a: must be a whole number such as 42, was {told}"]);
    }

    [Theory]
    [InlineData("", "is not one JSON object")]
    [InlineData("  ", "is not one JSON object")]
    [InlineData("{\n \"a\": tru }", "at line 2, byte 10")]
    [InlineData("{\"a\": tru }", "the fault is at byte 10")]
    [InlineData("{\"a\":1} {}", "is not one JSON object")]
    [InlineData("{\"a\":1,}", "is not one JSON object")]
    [InlineData("[]", "must be one JSON object, was an array")]
    [InlineData("\"text\"", "must be one JSON object, was a string")]
    [InlineData("null", "must be one JSON object, was null")]
    [InlineData("12", "must be one JSON object, was 12")]
    public void What_is_not_one_object_is_a_fault_of_the_whole(string json, string message)
    {
        JsonFields.Read(System.Text.Encoding.UTF8.GetBytes(json), _faults, fields => fields).ShouldBeNull();

        _faults.ByField()[Faults.Whole].ShouldHaveSingleItem().ShouldContain(message);
    }

    [Fact]
    public void Deep_json_is_a_fault_and_no_crash()
    {
        JsonFields.Read(System.Text.Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 100_000)), _faults, fields => fields).ShouldBeNull();

        _faults.Lines().ShouldHaveSingleItem().ShouldContain("at most 16 levels");
    }

    [Theory]
    [InlineData("2024-05-01T12:30:00Z")]
    [InlineData("2024-05-01T12:30:00")]
    [InlineData("2024-05-01T12:30")]
    [InlineData("2024-05-01T14:30:00.000+02:00")]
    [InlineData("2024-05-01T14:30:00+0200")]
    [InlineData("2024-05-01T08:00:00-0430")]
    public void A_date_without_an_offset_is_utc(string date) =>
        Read($$"""{"date":"{{date}}"}""", fields => fields.ReadDate("date").ShouldBe(new DateTimeOffset(2024, 5, 1, 12, 30, 0, TimeSpan.Zero)));

    [Theory]
    [InlineData("\"01.05.2024\"")]
    [InlineData("\"2024-13-01\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\"")]
    [InlineData("\"2024-05-01T12:30:00+9900\"")]
    [InlineData("\"2024-05-01T12:30:00+0200\\n\"")]
    [InlineData("1714566600")]
    public void What_is_not_a_date_is_one_fault(string json)
    {
        Read($$"""{"date":{{json}}}""", fields => fields.ReadDate("date").ShouldBeNull());

        _faults.Lines().ShouldHaveSingleItem().ShouldStartWith("date: ");
    }

    [Fact]
    public void A_broken_or_endless_field_name_is_told_and_shortened()
    {
        Read($$"""{"\udc00":1,"{{new string('n', 5000)}}":2}""", _ => { });

        _faults.ByField().Keys.ShouldBe([Faults.Whole, new string('n', 63) + "…"]);
    }

    [Fact]
    public void A_thousand_unknown_fields_are_told_of_in_a_short_answer()
    {
        Read("{" + string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"x{i}\":1")) + "}", _ => { });

        _faults.ByField().Count.ShouldBe(101);
        _faults.ByField()[Faults.Whole].ShouldBe(["and 900 more faults"]);
    }

    [Fact]
    public void A_byte_order_mark_is_skipped() => Read("\uFEFF{\"a\":\"1\"}", fields => fields.ReadString("a").ShouldBe("1"));

    [Fact]
    public void No_bytes_whatever_make_it_throw() =>
        Gen.OneOf(Gen.Byte.Array[0, 60], Gen.OneOfConst([.. "{}[]\",:\\u0d8f123nul \uFEFF\ud83d\ude00"u8]).Array[0, 60]).Sample(bytes =>
        {
            var faults = new Faults();
            var read = JsonFields.Read((byte[])[.. "{\"a\":"u8, .. bytes, .. "}"u8], faults, fields =>
            {
                fields.ReadString("a");
                return fields;
            });
            return read is not null || faults.Any;
        });

    private void Read(string json, Action<JsonFields> read) => JsonFields
        .Read(System.Text.Encoding.UTF8.GetBytes(json), _faults, fields =>
        {
            read(fields);
            return fields;
        })
        .ShouldNotBeNull();
}
