using DedupPlatform.Encoding;
using DedupPlatform.VectorIndex.Qdrant;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting.Tests;

/// <summary>A value that is <see langword="null"/> stands for <c>null</c> or <c>{}</c> in a settings file.</summary>
public sealed class ConfigurationCheckTests
{
    [Theory]
    [InlineData("Urls", "", "Urls is ''. It must be http:// or https://")]
    [InlineData("Urls", "http://127.0.0.1:8080; http://[::1]:8080", "Urls is ' http://[::1]:8080'. It must be http:// or https://")]
    [InlineData("Urls", "http://locahost:8080", "Urls is 'http://locahost:8080'. It must be http:// or https://")]
    [InlineData("Urls", "http://127.0.0.256:8080", "Urls is 'http://127.0.0.256:8080'. It must be http:// or https://")]
    [InlineData("Urls", "http://dedup.example", "Urls is 'http://dedup.example'. It must be http:// or https://")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "10.0.0.5:4317", "OTEL_EXPORTER_OTLP_ENDPOINT cannot be used. It must be an absolute http or https URL")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT cannot be used. It must be an absolute http or https URL")]
    [InlineData("Qdrant:Url", "http://user:secret@qdrant:6334", "Qdrant:Url cannot be used. It must be an absolute http or https URL without a user")]
    [InlineData("Qdrant:HttpUrl", "qdrant://user:secret@qdrant", "Qdrant:HttpUrl cannot be used. It must be an absolute http or https URL without a user")]
    [InlineData("Qdrant:ApiKey", "hush-hush\n", "Qdrant:ApiKey cannot be used. It must have printable ASCII characters only, the first and the last of them no blank.")]
    [InlineData("Qdrant:ApiKey", "hüsh-hush", "Qdrant:ApiKey cannot be used. It must have printable ASCII characters only, the first and the last of them no blank.")]
    [InlineData("RabbitMq:ConfirmWithin", "10", "RabbitMq:ConfirmWithin is '10'. It must be a time from 00:00:00.1 to 00:01:00. Ten seconds are 00:00:10;")]
    [InlineData("RabbitMq:ConfirmWithin", "10s", "RabbitMq:ConfirmWithin is '10s'. It must be a time from 00:00:00.1 to 00:01:00. Ten seconds are 00:00:10;")]
    [InlineData("RabbitMq:ConfirmWithin", "00:02:00", "RabbitMq:ConfirmWithin is '00:02:00'. It must be a time from 00:00:00.1 to 00:01:00.")]
    [InlineData("Duplicates:Sites", "0.8", "Duplicates:Sites is '0.8'. It takes a number from 0 to 1 for each name")]
    [InlineData("Duplicates:Sites:cooking", null, "Duplicates:Sites:cooking is ''. It must be a number from 0 to 1.")]
    [InlineData("Duplicates:Sites:cooking", "x", "Duplicates:Sites:cooking is 'x'. It must be a number from 0 to 1.")]
    [InlineData("Duplicates:Sites:my site", "0.5", "Duplicates:Sites:my site is for no site")]
    [InlineData("Duplicates:Sites:cooking:Threshold", "0.8", "Duplicates:Sites:cooking:Threshold is no option.")]
    [InlineData("Duplicates:Sites:garden", "2", "Duplicates:Sites:garden is '2'. It must be a similarity from 0 to 1.")]
    [InlineData("Duplicate:Threshold", "0.6", "Duplicate is no section. Did you mean Duplicates?")]
    [InlineData("RABBIT:Url", "amqp://broker", "RABBIT is no section. Did you mean RabbitMq?")]
    public void A_wrong_value_is_named(string key, string? value, string fault) =>
        Should.Throw<OptionsValidationException>(() => Configure(key, value).OnlyValidates([])).Failures.ShouldHaveSingleItem().ShouldStartWith(fault);

    [Theory]
    [InlineData("Qdrant:Url", "")]
    [InlineData("Qdrant:Url", null)]
    [InlineData("RabbitMq:Url", "")]
    [InlineData("Encoder:Model", null)]
    [InlineData("Encoder:Device", null)]
    [InlineData("Encoder:BatchTokens", null)]
    public async Task Of_a_value_that_is_missing_it_says_what_the_start_would_say(string key, string? value)
    {
        var builder = Configure(key, value);
        var check = Should.Throw<OptionsValidationException>(() => builder.OnlyValidates([]));

        await using var process = builder.Build();
        var start = Should.Throw<OptionsValidationException>(process.Services.GetRequiredService<IStartupValidator>().Validate);

        check.Failures.ShouldHaveSingleItem().ShouldStartWith(key);
        start.Failures.ShouldBe(check.Failures);
    }

    [Theory]
    [InlineData("Urls", "http://+:8080")]
    [InlineData("Urls", "http://*:8080")]
    [InlineData("Urls", "http://0.0.0.0:8080;http://[::]:8080")]
    [InlineData("Urls", "https://LOCALHOST:8443")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.monitoring:4317")]
    [InlineData("Duplicates:Sites", "")]
    [InlineData("Duplicates:Sites", null)]
    [InlineData("Duplicates:Sites:COOKING", "0.5")]
    [InlineData("Duplicates:Threshold", "")]
    [InlineData("RabbitMq:ConfirmWithin", "00:00:10")]
    [InlineData("Qdrant:HttpUrl", "")]
    [InlineData("Logging:LogLevel:Default", "Warning")]
    [InlineData("Kestrel:Limits:MaxConcurrentConnections", "100")]
    [InlineData("Decoder:Threads", "2")]
    [InlineData(":CF_USER_TEXT_ENCODING", "0x0:0:0")]
    public async Task What_passes_it_passes_the_start(string key, string? value)
    {
        var builder = Configure(key, value);
        builder.OnlyValidates([]).ShouldBeFalse();

        await using var process = builder.Build();
        Should.NotThrow(process.Services.GetRequiredService<IStartupValidator>().Validate);
    }

    private static WebApplicationBuilder Configure(string key, string? value)
    {
        var builder = HostingDefaults.CreateHost([]);
        builder.Configuration.AddInMemoryCollection([new(key, value)]);
        builder.Services
            .AddConfiguredOptions<DuplicateOptions>(DuplicateOptions.Section)
            .AddConfiguredOptions<EncoderOptions>(EncoderOptions.Section)
            .AddConfiguredOptions<QdrantOptions>(QdrantOptions.Section)
            .AddConfiguredOptions<RabbitMqOptions>(RabbitMqOptions.Section);
        return builder;
    }
}
