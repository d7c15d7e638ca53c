using CsCheck;
using DedupPlatform.Contracts;

namespace DedupPlatform.Ingestion.Tests;

public sealed class QuestionAddressTests
{
    [Theory]
    [InlineData("/v1/questions/cooking/17", "cooking", "17")]
    [InlineData("/v1/questions/cooking/17?revision=1", "cooking", "17")]
    [InlineData("/v1/questions/cooking/a%2Fb", "cooking", "a/b")]
    [InlineData("/v1/questions/cooking/a%252Fb", "cooking", "a%2Fb")]
    [InlineData("/v1/questions/cooking/a/b", "cooking", "a/b")]
    [InlineData("/v1/questions/cooking/a%2F", "cooking", "a/")]
    [InlineData("/v1/questions/cooking/a+b%20c", "cooking", "a+b c")]
    [InlineData("/v1/questions/cooking/..", "cooking", "..")]
    [InlineData("/v1/questions/cooking/%2E", "cooking", ".")]
    [InlineData("/v1/questions/cooking/%3F%23", "cooking", "?#")]
    [InlineData("/v1/questions/cooking/%F0%9F%98%80", "cooking", "😀")]
    [InlineData("http://localhost:8080/v1/questions/cooking/17", "cooking", "17")]
    [InlineData("HTTPS://localhost/V1/Questions/cooking/17?revision=1", "cooking", "17")]
    public void A_path_is_decoded_exactly_once(string target, string site, string id) =>
        QuestionAddress.Parse(target, new Faults()).ShouldBe(new QuestionAddress(site, id));

    [Theory]
    [InlineData("/v1/questions")]
    [InlineData("/v1/questions/")]
    [InlineData("/v1/questions/cooking")]
    [InlineData("/v1/questions/cooking/")]
    [InlineData("/v1/questions/cooking/?a=/b")]
    [InlineData("/v1/questions/cooking/17/")]
    [InlineData("/v1/questions//17")]
    [InlineData("http://localhost")]
    [InlineData("*")]
    public void A_path_without_site_and_id_names_no_question(string target) => QuestionAddress.Parse(target, new Faults()).ShouldBeNull();

    [Theory]
    [InlineData("/v1/questions/cooking/%25zz", true)]
    [InlineData("/v1/questions/cooking/%2525", true)]
    [InlineData("/v1/questions/cooking/%zz", false)]
    [InlineData("/v1/questions/cooking/%ff", false)]
    [InlineData("/v1/questions/cooking/%ED%A0%80", false)]
    [InlineData("/v1/questions/cooking/%F0%9F%98", false)]
    [InlineData("/v1/questions/cooking/100%", false)]
    [InlineData("/v1/questions/cooking/%2%35", false)]
    [InlineData("/v1/questions/cooking/%%25", false)]
    public void What_is_not_percent_encoded_UTF_8_is_a_fault(string target, bool isEncoded)
    {
        var faults = new Faults();
        QuestionAddress.Parse(target, faults).ShouldNotBeNull();
        faults.Has("id").ShouldBe(!isEncoded);
    }

    [Theory]
    [InlineData("/v1/%71uestions/mine/v1/questions/victim/42")]
    [InlineData("/v1/%71uestions/mine/42")]
    [InlineData("/behind/a/proxy/v1/questions/victim/42")]
    [InlineData("http://localhost/v1/%71uestions/mine/v1/questions/victim/42")]
    [InlineData("http:/v1/questions/victim/42")]
    public void Only_the_beginning_of_a_path_names_a_question(string target) => QuestionAddress.Parse(target, new Faults()).ShouldBeNull();

    [Fact]
    public void Every_address_can_be_written_and_read_back() =>
        Gen.Char.Array[1, 20].Select(characters => new string(characters)).Where(id => id.IsNormalizedUtf16()).Sample(id =>
            QuestionAddress.Parse(new QuestionAddress("site", id).ToString(), new Faults()) == new QuestionAddress("site", id));
}

file static class Text
{
    public static bool IsNormalizedUtf16(this string text) =>
        TextEncoding.UTF8.GetString(TextEncoding.UTF8.GetBytes(text)) == text;
}
