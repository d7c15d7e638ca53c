using DedupPlatform.Encoding;

namespace DedupPlatform.Hosting;

/// <summary>Makes the backend of an encoder, with the weights loaded.</summary>
/// <param name="model">The model to compute.</param>
/// <param name="options">Which backend, on which device, with how many threads.</param>
/// <returns>A backend that belongs to the caller.</returns>
/// <exception cref="InvalidModelException">The model cannot be used.</exception>
/// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">This build or this machine lacks what the options ask for.</exception>
public delegate IEncoderBackend CreateBackend(ModelDirectory model, EncoderOptions options);
