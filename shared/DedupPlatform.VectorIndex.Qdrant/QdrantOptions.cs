using System.ComponentModel.DataAnnotations;

namespace DedupPlatform.VectorIndex.Qdrant;

/// <summary>Where the Qdrant server is, how to talk to it, how its collections are built and how they are searched.</summary>
public sealed class QdrantOptions : IValidatableObject
{
    /// <summary>The configuration section these options are read from.</summary>
    public const string Section = "Qdrant";

    private const int LeastForBinary = 3;
    private const string MustBeName = "It must be 1 to 64 characters of a-z 0-9 _.";
    private const string MustBeUrl = "It must be an absolute http or https URL without a user, like http://localhost:6334.";

    /// <summary>The gRPC address; https turns TLS on.</summary>
    /// <value>The default is <c>http://localhost:6334</c>.</value>
    [Required(ErrorMessage = MustBeUrl)]
    public Uri Url { get; set; } = new("http://localhost:6334");

    /// <summary>The REST address, used for <c>/readyz</c> only.</summary>
    /// <value>The default is the host of <see cref="Url"/> at port 6333.</value>
    public Uri? HttpUrl { get; set; }

    /// <summary>The API key that the server requires. It is sent with every call, so use https outside a private network.</summary>
    /// <value>Printable ASCII characters, the first and the last of them no blank; none by default.</value>
    [DataType(DataType.Password)]
    [RegularExpression("[!-~]+( +[!-~]+)*", ErrorMessage = "It must have printable ASCII characters only, the first and the last of them no blank.")]
    public string? ApiKey { get; set; }

    /// <summary>
    /// A PEM file with the certificate authority that signed the server's certificate, if the system does not already trust it.
    /// </summary>
    /// <value>None by default.</value>
    public string? CertificateAuthority { get; set; }

    /// <summary>
    /// The alias of the live generation, and the prefix of the names of its collections: indexes with different aliases can share a server
    /// without seeing each other.
    /// </summary>
    /// <value>1 to 64 characters of <c>a-z 0-9 _</c>; <c>questions</c> by default.</value>
    [Required(ErrorMessage = MustBeName)]
    [RegularExpression("[a-z0-9_]{1,64}", ErrorMessage = MustBeName)]
    public string Alias { get; set; } = "questions";

    /// <summary>How long one attempt at a read may take, in seconds.</summary>
    /// <value>1 to 600; 5 by default.</value>
    [Range(1, 600, ErrorMessage = "It must be {1} to {2} seconds.")]
    public int ReadSeconds { get; set; } = 5;

    /// <summary>How long one attempt at a write may take to be applied, in seconds.</summary>
    /// <value>1 to 600; 30 by default.</value>
    [Range(1, 600, ErrorMessage = "It must be {1} to {2} seconds.")]
    public int WriteSeconds { get; set; } = 30;

    /// <summary>
    /// How many times a call is tried while the server is unreachable or too busy. A search is tried twice at most, as is finding out
    /// which generation is live, and neither again if the server does not answer in time. The waits in between double from 0.1 to 5
    /// seconds, unless the server says how long to wait.
    /// </summary>
    /// <value>1 to 20; 5 by default.</value>
    [Range(1, 20, ErrorMessage = "It must be {1} to {2} attempts.")]
    public int Attempts { get; set; } = 5;

    /// <summary>
    /// The maximum number of points in a write request. The server works on one guarded request at a time, so large ones are
    /// cheaper.
    /// </summary>
    /// <value>1 to 1,000; 256 by default.</value>
    [Range(1, 1_000, ErrorMessage = "It must be {1} to {2} points.")]
    public int WriteBatch { get; set; } = 256;

    /// <summary>
    /// Links per vector in the graph of its site. More links find more of the true neighbours and take more memory. It applies to
    /// generations made afterwards: reindex.
    /// </summary>
    /// <value>4 to 128; 16 by default.</value>
    [Range(4, 128, ErrorMessage = "It must be {1} to {2} links.")]
    public int HnswPayloadM { get; set; } = 16;

    /// <summary>
    /// Neighbours examined for each vector while a graph is built. A higher number makes a better graph and takes longer. It applies
    /// to generations made afterwards: reindex.
    /// </summary>
    /// <value>16 to 1,000; 128 by default.</value>
    [Range(16, 1_000, ErrorMessage = "It must be {1} to {2} neighbours.")]
    public int HnswEfConstruct { get; set; } = 128;

    /// <summary>
    /// The size from which a segment gets graphs, in KiB of vectors; smaller segments are searched exactly. It applies to generations
    /// made afterwards: reindex.
    /// </summary>
    /// <value>100 to 10,000,000; 10,000 by default.</value>
    [Range(100, 10_000_000, ErrorMessage = "It must be {1} to {2} KiB.")]
    public int IndexingThreshold { get; set; } = 10_000;

    /// <summary>
    /// Segments the server aims for. Fewer make searches faster, more make loading faster; 0 means as many as the server has
    /// processors. It applies to generations made afterwards: reindex.
    /// </summary>
    /// <value>0 to 64; 0 by default.</value>
    [Range(0, 64, ErrorMessage = "It must be {1} to {2} segments.")]
    public int Segments { get; set; }

    /// <summary>Shards of a collection, over which its load can be spread. It applies to generations made afterwards: reindex.</summary>
    /// <value>1 to 256; 1 by default.</value>
    [Range(1, 256, ErrorMessage = "It must be {1} to {2} shards.")]
    public int Shards { get; set; } = 1;

    /// <summary>Copies of each shard, each on its own server. It applies to generations made afterwards: reindex.</summary>
    /// <value>1 to 16; 1 by default.</value>
    [Range(1, 16, ErrorMessage = "It must be {1} to {2} copies.")]
    public int Replicas { get; set; } = 1;

    /// <summary>
    /// Copies that must confirm a write, at most <see cref="Replicas"/>. Every copy that is up is written to, whatever this value
    /// is; one that fails is not read until it has caught up. If all copies must confirm, an unreachable server stops the writes to
    /// its shards. It applies to generations made afterwards: reindex.
    /// </summary>
    /// <value>1 to 16; 1 by default.</value>
    [Range(1, 16, ErrorMessage = "It must be {1} to {2} copies.")]
    public int WriteConsistency { get; set; } = 1;

    /// <summary>How vectors are compressed for the first pass of a search. It applies to generations made afterwards: reindex.</summary>
    /// <value><c>None</c>, <c>Scalar</c> or <c>Binary</c>; <c>None</c> by default.</value>
    [EnumDataType(typeof(Quantization), ErrorMessage = "It must be None, Scalar or Binary.")]
    public Quantization Quantization { get; set; }

    /// <summary>
    /// Whether the original vectors stay on disk; compressed ones are always in memory. It applies to generations made afterwards:
    /// reindex.
    /// </summary>
    /// <value>Off by default.</value>
    public bool VectorsOnDisk { get; set; }

    /// <summary>
    /// Whether the questions' texts stay on disk. Fields that are filtered by are always in memory. It applies to generations made
    /// afterwards: reindex.
    /// </summary>
    /// <value>On by default.</value>
    public bool PayloadOnDisk { get; set; } = true;

    /// <summary>Neighbours examined in a search. A higher number finds more of the true neighbours and takes longer.</summary>
    /// <value>10 to 10,000; by default the server's choice, <see cref="HnswEfConstruct"/>.</value>
    [Range(10, 10_000, ErrorMessage = "It must be {1} to {2} neighbours.")]
    public int? SearchEf { get; set; }

    /// <summary>Whether every vector of the site is compared, without any graph: exact, but slow in a large site.</summary>
    /// <value>Off by default.</value>
    public bool Exact { get; set; }

    /// <summary>
    /// How many candidates are taken from the compressed vectors, as a multiple of the limit, to be rescored with the original
    /// ones.
    /// </summary>
    /// <value>1 to 100, 3 to 100 with <c>Binary</c>; 2 by default. It has no effect without <see cref="Quantization"/>.</value>
    [Range(1d, 100d, ErrorMessage = "It must be {1} to {2}.")]
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

        if (Quantization == Quantization.Binary && Oversampling < LeastForBinary)
        {
            yield return new ValidationResult(
                $"It must be {LeastForBinary} to 100, as {nameof(Quantization)} is {Quantization}; it is {Oversampling}.", [nameof(Oversampling)]);
        }
    }

    private static bool IsHttp(Uri? url) => url is { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo: "" };
}
