using DedupPlatform.Encoding;

namespace DedupPlatform.Hosting;

/// <summary>Makes the backend of an encoder.</summary>
public delegate IEncoderBackend CreateBackend(ModelDirectory model, EncoderOptions options);
