using System.Text.Json;
using DedupPlatform.Contracts;
using MassTransit.Serialization;

namespace DedupPlatform.Hosting.Tests;

/// <summary>Whoever receives events learns from docs/messages.md what is in them.</summary>
public sealed class EventBodyTests
{
    [Theory]
    [InlineData(ExchangeNames.QuestionIndexed, typeof(QuestionIndexed))]
    [InlineData(ExchangeNames.QuestionRemoved, typeof(QuestionRemoved))]
    [InlineData(ExchangeNames.DuplicatesDetected, typeof(DuplicatesDetected))]
    [InlineData(ExchangeNames.ReindexCompleted, typeof(ReindexCompleted))]
    public void Every_field_of_an_event_is_documented(string exchange, Type body) => Repository.Text("docs/messages.md").Split('\n')
        .Single(line => line.StartsWith($"| `{exchange}` |", StringComparison.Ordinal)).Split('`')[3].ShouldBe(Shape(body));

    [Fact]
    public void A_probability_that_nobody_knows_is_null() => JsonSerializer
        .Serialize(new DetectedDuplicate { Id = "1", Similarity = 1 }, SystemTextJsonMessageSerializer.Options).ShouldContain("\"probability\": null");

    private static string Shape(Type body) => $"{{{string.Join(", ", body.GetProperties().Select(field =>
        JsonNamingPolicy.CamelCase.ConvertName(field.Name)
        + (field.PropertyType.GenericTypeArguments is [{ IsClass: true } element] ? $":[{Shape(element)}]" : "")))}}}";
}
