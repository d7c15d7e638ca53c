using System.ComponentModel.DataAnnotations;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Adapter;

public sealed class OptionsTests
{
    public static TheoryData<string, Action<QdrantOptions>> Wrong => new()
    {
        { nameof(QdrantOptions.Url), options => options.Url = new Uri("localhost:6334") },
        { nameof(QdrantOptions.Url), options => options.Url = new Uri("/relative", UriKind.Relative) },
        { nameof(QdrantOptions.HttpUrl), options => options.HttpUrl = new Uri("ftp://localhost") },
        { nameof(QdrantOptions.Alias), options => options.Alias = "with-dash" },
        { nameof(QdrantOptions.Alias), options => options.Alias = "" },
        { nameof(QdrantOptions.ReadSeconds), options => options.ReadSeconds = 0 },
        { nameof(QdrantOptions.WriteSeconds), options => options.WriteSeconds = 601 },
        { nameof(QdrantOptions.Attempts), options => options.Attempts = 0 },
        { nameof(QdrantOptions.WriteBatch), options => options.WriteBatch = 1_001 },
        { nameof(QdrantOptions.HnswPayloadM), options => options.HnswPayloadM = 3 },
        { nameof(QdrantOptions.HnswEfConstruct), options => options.HnswEfConstruct = 15 },
        { nameof(QdrantOptions.IndexingThreshold), options => options.IndexingThreshold = 0 },
        { nameof(QdrantOptions.Segments), options => options.Segments = -1 },
        { nameof(QdrantOptions.Shards), options => options.Shards = 0 },
        { nameof(QdrantOptions.Replicas), options => options.Replicas = 0 },
        { nameof(QdrantOptions.WriteConsistency), options => options.WriteConsistency = 2 },
        { nameof(QdrantOptions.Quantization), options => options.Quantization = (Quantization)9 },
        { nameof(QdrantOptions.SearchEf), options => options.SearchEf = 9 },
        { nameof(QdrantOptions.Oversampling), options => options.Oversampling = 0.5 },
        { nameof(QdrantOptions.Oversampling), options => options.Quantization = Quantization.Binary },
    };

    [Fact]
    public void The_defaults_are_valid_and_lead_to_a_local_server()
    {
        var options = new QdrantOptions();

        Faults(options).ShouldBeEmpty();
        options.EffectiveHttpUrl.ShouldBe(new Uri("http://localhost:6333"));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_option_is_named_with_what_is_allowed(string name, Action<QdrantOptions> change)
    {
        var options = new QdrantOptions();
        change(options);

        var fault = Faults(options).ShouldHaveSingleItem();

        fault.MemberNames.ShouldBe([name]);
        fault.ErrorMessage.ShouldNotBeNull().ShouldStartWith("It must be");
    }

    private static List<ValidationResult> Faults(QdrantOptions options)
    {
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true);
        return faults;
    }
}
