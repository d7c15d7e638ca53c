using System.ComponentModel.DataAnnotations;

namespace DedupPlatform.VectorIndex.Qdrant;

/// <summary>Where the Qdrant server is, how to talk to it, how its collections are built and how they are searched.</summary>
/// <remarks>What concerns the building of a collection holds for generations that are created from then on.</remarks>
public sealed class QdrantOptions : IValidatableObject
{
    /// <summary>The configuration section these options are read from.</summary>
    public const string Section = "Qdrant";

    private const string MustBeName = "It must be 1 to 64 characters of a-z 0-9 _.";
    private const string MustBeUrl = "It must be an absolute http or https URL, like http://localhost:6334.";

    /// <summary>The gRPC address; https turns TLS on.</summary>
    /// <value>The default is <c>http://localhost:6334</c>.</value>
    [Required(ErrorMessage = MustBeUrl)]
    public Uri Url { get; set; } = new("http://localhost:6334");

    /// <summary>The REST address, asked for <c>/readyz</c> only.</summary>
    /// <value>The default is the host of <see cref="Url"/> at port 6333.</value>
    public Uri? HttpUrl { get; set; }

    /// <summary>The key that the server asks for; sent with every call, so use https beyond a private network.</summary>
    /// <value>None by default.</value>
    [DataType(DataType.Password)]
    public string? ApiKey { get; set; }

    /// <summary>A PEM file with the authority that signed the server's certificate, where the system does not trust it already.</summary>
    /// <value>None by default.</value>
    public string? CertificateAuthority { get; set; }

    /// <summary>
    /// The alias that names the live generation, and with which the names of all its collections begin: indexes of different
    /// aliases share a server without seeing each other.
    /// </summary>
    /// <value>1 to 64 characters of <c>a-z 0-9 _</c>; <c>questions</c> by default.</value>
    [Required(ErrorMessage = MustBeName)]
    [RegularExpression("[a-z0-9_]{1,64}", ErrorMessage = MustBeName)]
    public string Alias { get; set; } = "questions";

    /// <summary>How long one attempt at a read may take, in seconds.</summary>
    /// <value>1 to 600; 5 by default.</value>
    [Range(1, 600, ErrorMessage = "It must be 1 to 600 seconds.")]
    public int ReadSeconds { get; set; } = 5;

    /// <summary>How long one attempt at a write may take until it is applied, in seconds.</summary>
    /// <value>1 to 600; 30 by default.</value>
    [Range(1, 600, ErrorMessage = "It must be 1 to 600 seconds.")]
    public int WriteSeconds { get; set; } = 30;

    /// <summary>
    /// How often a call is tried while the server is away or too busy. The waits in between double from 0.1 to 5 seconds, unless
    /// the server says how long to wait.
    /// </summary>
    /// <value>1 to 20; 5 by default.</value>
    [Range(1, 20, ErrorMessage = "It must be 1 to 20 attempts.")]
    public int Attempts { get; set; } = 5;

    /// <summary>The most points of one write request. The server works on one guarded request at a time, so large ones are cheaper.</summary>
    /// <value>1 to 1,000; 256 by default.</value>
    [Range(1, 1_000, ErrorMessage = "It must be 1 to 1000 points.")]
    public int WriteBatch { get; set; } = 256;

    /// <summary>Links of a vector in a graph over all sites. 0 builds none, as no search crosses sites.</summary>
    /// <value>0 to 128; 0 by default.</value>
    [Range(0, 128, ErrorMessage = "It must be 0 to 128 links.")]
    public int HnswM { get; set; }

    /// <summary>Links of a vector in the graph of its site. More find more of the true neighbours and take more memory.</summary>
    /// <value>4 to 128; 16 by default.</value>
    [Range(4, 128, ErrorMessage = "It must be 4 to 128 links.")]
    public int HnswPayloadM { get; set; } = 16;

    /// <summary>Neighbours looked at for each vector while a graph is built. More make a better graph and take longer.</summary>
    /// <value>16 to 1,000; 128 by default.</value>
    [Range(16, 1_000, ErrorMessage = "It must be 16 to 1000 neighbours.")]
    public int HnswEfConstruct { get; set; } = 128;

    /// <summary>From which size on a segment gets graphs, in KiB of vectors; smaller ones are searched exactly.</summary>
    /// <value>100 to 10,000,000; 10,000 by default.</value>
    [Range(100, 10_000_000, ErrorMessage = "It must be 100 to 10000000 KiB.")]
    public int IndexingThreshold { get; set; } = 10_000;

    /// <summary>Segments the server aims for. Few make faster searches, many faster loading; 0 lets it use its processors' number.</summary>
    /// <value>0 to 64; 0 by default.</value>
    [Range(0, 64, ErrorMessage = "It must be 0 to 64 segments.")]
    public int Segments { get; set; }

    /// <summary>Shards of a collection: what its load can be spread over.</summary>
    /// <value>1 to 256; 1 by default.</value>
    [Range(1, 256, ErrorMessage = "It must be 1 to 256 shards.")]
    public int Shards { get; set; } = 1;

    /// <summary>Copies of each shard, on as many servers.</summary>
    /// <value>1 to 16; 1 by default.</value>
    [Range(1, 16, ErrorMessage = "It must be 1 to 16 copies.")]
    public int Replicas { get; set; } = 1;

    /// <summary>
    /// Copies that have to confirm a write, at most <see cref="Replicas"/>. Every copy that is up is written to, whatever this says; one
    /// that fails is not read until it has caught up. With as many as there are, a server that is away stops the writes to its shards.
    /// </summary>
    /// <value>1 to 16; 1 by default.</value>
    [Range(1, 16, ErrorMessage = "It must be 1 to 16 copies.")]
    public int WriteConsistency { get; set; } = 1;

    /// <summary>How vectors are compressed for the first pass of a search.</summary>
    /// <value><c>None</c>, <c>Scalar</c> or <c>Binary</c>; <c>None</c> by default.</value>
    [EnumDataType(typeof(Quantization), ErrorMessage = "It must be None, Scalar or Binary.")]
    public Quantization Quantization { get; set; }

    /// <summary>Whether the original vectors stay on disk; compressed ones are in memory all the same.</summary>
    /// <value>Off by default.</value>
    public bool VectorsOnDisk { get; set; }

    /// <summary>Whether the questions' texts stay on disk. What is filtered by is in memory all the same.</summary>
    /// <value>On by default.</value>
    public bool PayloadOnDisk { get; set; } = true;

    /// <summary>Neighbours looked at in a search. More find more of the true neighbours and take longer.</summary>
    /// <value>10 to 10,000; by default the server's choice, <see cref="HnswEfConstruct"/>.</value>
    [Range(10, 10_000, ErrorMessage = "It must be 10 to 10000 neighbours.")]
    public int? SearchEf { get; set; }

    /// <summary>Whether every vector of the site is compared, without any graph: exact, and slow in a large site.</summary>
    /// <value>Off by default.</value>
    public bool Exact { get; set; }

    /// <summary>How many times the limit is taken from the compressed vectors, to be scored by the original ones.</summary>
    /// <value>1 to 100; 2 by default. Without <see cref="Quantization"/> it means nothing.</value>
    [Range(1d, 100d, ErrorMessage = "It must be 1 to 100.")]
    public double Oversampling { get; set; } = 2;

    // A page of long questions with their vectors is far larger than the default of 4 MiB.
    internal int MaxAnswerBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>The REST address in use.</summary>
    internal Uri EffectiveHttpUrl => HttpUrl ?? new UriBuilder(Url.Scheme, Url.Host, 6333).Uri;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsHttp(Url))
        {
            yield return new ValidationResult(MustBeUrl, [nameof(Url)]);
        }

        if (HttpUrl is not null && !IsHttp(HttpUrl))
        {
            yield return new ValidationResult(MustBeUrl, [nameof(HttpUrl)]);
        }

        if (CertificateAuthority is not null && !File.Exists(CertificateAuthority))
        {
            yield return new ValidationResult("There is no such file.", [nameof(CertificateAuthority)]);
        }

        if (WriteConsistency > Replicas)
        {
            yield return new ValidationResult($"It must be at most {nameof(Replicas)}, which is {Replicas}.", [nameof(WriteConsistency)]);
        }
    }

    private static bool IsHttp(Uri url) => url.IsAbsoluteUri && url.Scheme is "http" or "https";
}
