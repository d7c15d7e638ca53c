using System.Globalization;
using DedupPlatform.Kubernetes.Tests.Running;

namespace DedupPlatform.Kubernetes.Tests.Configuration;

public sealed class ValidateTests
{
    public static TheoryData<string> Hosts => [.. Host.Names];

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_valid_configuration_ends_with_0_and_touches_neither_broker_nor_index_nor_data(string host)
    {
        var data = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        // Nothing listens there: whoever tried to connect would fail or wait.
        var validation = await Host.ValidateAsync(
            host, ["--Storage:Directory", data, "--RabbitMq:Url", "amqp://127.0.0.1:1/", "--Qdrant:Url", "http://127.0.0.1:1"]);

        validation.ExitCode.ShouldBe(0, validation.Errors);
        validation.Output.ShouldContain("The configuration is valid.");
        Directory.Exists(data).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task All_faults_are_told_at_once(string host)
    {
        var validation = await Host.ValidateAsync(
            host, ["--Encoder:Threads", "many", "--Encoder:BatchTokens", "0", "--Encoder:Bakend", "onnx", "--Storage:Directory", ""]);

        validation.ExitCode.ShouldBe(1);
        validation.Errors.ShouldContain("Encoder:Threads is 'many'. It must be 0 (one for each physical core) up to 256.");
        validation.Errors.ShouldContain("Encoder:BatchTokens is '0'. It must be 1 to 1048576 tokens.");
        validation.Errors.ShouldContain("Encoder:Bakend is no option. Did you mean Encoder:Backend?");
        validation.Errors.ShouldContain("Storage:Directory is ''. It must name a folder.");
        validation.Errors.ShouldNotContain("   at ");
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task One_file_can_serve_all_hosts(string host)
    {
        var settings =
            from section in ConfigurationTable.Sections
            let defaults = Activator.CreateInstance(section.Value, nonPublic: true)
            from option in ConfigurationTable.Options(section.Value)
            let value = option.GetValue(defaults)
            where value is string or int or double
            select string.Create(CultureInfo.InvariantCulture, $"--{section.Key}:{option.Name}={value}");

        // The defaults of these two are no text.
        (await Host.ValidateAsync(host, [.. settings, "--Access:Key=0123456789abcdef", "--Duplicates:Threshold=0.8"])).Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_model_stops_the_start_of_a_process_that_only_names_models()
    {
        var start = await Host.RunAsync("Ingestion.Api", ["--Encoder:Model", "no/such/model"]);

        start.ExitCode.ShouldBe(1);
        start.Errors.ShouldStartWith("Cannot start:");
        start.Errors.ShouldContain("no/such/model");
    }

    [Fact]
    public async Task The_entries_of_a_table_are_checked_one_by_one()
    {
        var validation = await Host.ValidateAsync(
            "Query.Api", ["--Duplicates:Sites:cooking", "high", "--Duplicates:Sites:garden", "2", "--Duplicates:Threshold:x", "1"]);

        validation.ExitCode.ShouldBe(1);
        validation.Errors.ShouldContain("Duplicates:Sites:cooking is 'high'.");
        validation.Errors.ShouldContain("Duplicates:Sites:garden is '2'. It must be a similarity from 0 to 1.");
        validation.Errors.ShouldContain("Duplicates:Threshold:x is no option.");
    }

    [Fact]
    public async Task Rules_between_options_are_checked_beside_those_of_single_ones()
    {
        var validation = await Host.ValidateAsync("Query.Api", ["--Qdrant:Attempts", "0", "--Qdrant:WriteConsistency", "3"]);

        validation.Errors.ShouldContain("Qdrant:Attempts is '0'.");
        validation.Errors.ShouldContain("Qdrant:WriteConsistency is '3'. It must be at most Replicas, which is 1.");
    }

    [Fact]
    public async Task Passwords_are_never_printed()
    {
        var validation = await Host.ValidateAsync(
            "Ingestion.Api",
            ["--RabbitMq:Url", "amqp://dedup:hush-hush@broker:x/", "--RabbitMq:Password", "hush-hush", "--Qdrant:Url", "http://hush-hush@[", "--Qdrant:ApiKey:x", "hush-hush"]);

        validation.ExitCode.ShouldBe(1);
        validation.Errors.ShouldContain("RabbitMq:Url");
        (validation.Output + validation.Errors).ShouldNotContain("hush-hush");
    }
}
