using CsCheck;

namespace DedupPlatform.Ingestion.Tests;

public sealed class QuestionAddressTests
{
    [Theory]
    [InlineData("/v1/questions/cooking/17", "cooking", "17")]
    [InlineData("/v1/questions/cooking/17?revision=1", "cooking", "17")]
    [InlineData("/v1/questions/cooking/a%2Fb", "cooking", "a/b")]
    [InlineData("/v1/questions/cooking/a%252Fb", "cooking", "a%2Fb")]
    [InlineData("/v1/questions/cooking/a/b", "cooking", "a/b")]
    [InlineData("/v1/questions/cooking/a+b%20c", "cooking", "a+b c")]
    [InlineData("/v1/questions/cooking/..", "cooking", "..")]
    [InlineData("/v1/questions/cooking/%2E", "cooking", ".")]
    [InlineData("/v1/questions/cooking/%3F%23", "cooking", "?#")]
    [InlineData("/v1/questions/cooking/%F0%9F%98%80", "cooking", "😀")]
    [InlineData("http://localhost:8080/v1/questions/cooking/17", "cooking", "17")]
    [InlineData("/behind/a/proxy/v1/questions/cooking/17", "cooking", "17")]
    public void A_path_is_decoded_exactly_once(string target, string site, string id) =>
        QuestionAddress.Parse(target).ShouldBe(new QuestionAddress(site, id));

    [Theory]
    [InlineData("/v1/questions")]
    [InlineData("/v1/questions/")]
    [InlineData("/v1/questions/cooking")]
    [InlineData("/v1/questions/cooking/")]
    [InlineData("/v1/questions/cooking/?a=/b")]
    [InlineData("/v1/questions//17")]
    public void A_path_without_site_and_id_names_no_question(string target) => QuestionAddress.Parse(target).ShouldBeNull();

    [Fact]
    public void Every_address_can_be_written_and_read_back() =>
        Gen.Char.Array[1, 20].Select(characters => new string(characters)).Where(id => id.IsNormalizedUtf16()).Sample(id =>
            QuestionAddress.Parse(new QuestionAddress("site", id).ToString()) == new QuestionAddress("site", id));
}

file static class Text
{
    public static bool IsNormalizedUtf16(this string text) =>
        TextEncoding.UTF8.GetString(TextEncoding.UTF8.GetBytes(text)) == text;
}
