using System.Diagnostics.Metrics;
using DedupPlatform.Encoding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting;

/// <summary>The encoder of a process: model, backend and queue.</summary>
public static class EncoderRegistration
{
    /// <summary>Adds <see cref="QuestionEncoder"/> as section <c>Encoder</c> configures it, its canary, and <see cref="DuplicateThresholds"/>.</summary>
    public static IServiceCollection AddQuestionEncoder(this IServiceCollection services)
    {
        services.AddConfiguredOptions<EncoderOptions>("Encoder");
        services.AddConfiguredOptions<DuplicateOptions>("Duplicates");
        services.AddSingleton(provider => CreateEncoder(
            provider.GetRequiredService<IOptions<EncoderOptions>>().Value,
            provider.GetRequiredService<IMeterFactory>()));
        services.AddSingleton<DuplicateThresholds>();
        services.AddHealthChecks().AddCheck<EncoderCanary>("encoder");
        return services;
    }

    private static QuestionEncoder CreateEncoder(EncoderOptions options, IMeterFactory meters)
    {
        var model = ModelDirectory.Load(options.Model);
        return new QuestionEncoder(model, EncoderBackends.Create(model, options), options, meters);
    }
}
