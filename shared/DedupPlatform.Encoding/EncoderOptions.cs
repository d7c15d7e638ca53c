using System.ComponentModel.DataAnnotations;

namespace DedupPlatform.Encoding;

/// <summary>Which encoder a process runs, and how; configuration section <c>Encoder</c>.</summary>
public sealed class EncoderOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Encoder";

    private const string WrongBackend = "It must be 'auto', 'onnx' or 'torch'.";
    private const string WrongDevice = "It must be 'auto', 'cpu' or 'cuda:N', N being the number of a GPU.";

    /// <summary>
    /// The model directory, absolute or relative to the working directory. Questions that are stored already keep their model, which must lie beside it,
    /// until a reindex changes it.
    /// </summary>
    /// <value>The default is <c>models/default</c>.</value>
    [Required(ErrorMessage = "It must be the path of a model directory.")]
    public string Model { get; set; } = "models/default";

    /// <summary>
    /// Whether the encoder reads a question's body behind its title. Then check with the body, too: a title alone is no longer similar to the same title
    /// with a body. Set it alike in all services; questions that are stored already follow with the next reindex. Before you change it, wait for a reindex
    /// that is under way, or cancel it: it would mix both ways and fail at its end.
    /// </summary>
    /// <value>The default is false: the title alone counts, which is all there is while somebody types, and what the models that ship learned from.</value>
    public bool ReadBody { get; set; }

    /// <summary>What computes the network: <c>onnx</c> (ONNX Runtime, CPU), <c>torch</c> (TorchSharp, CUDA or CPU) or <c>auto</c>.</summary>
    /// <value>The default is <c>auto</c>: torch if it can use a GPU, else onnx.</value>
    [Required(ErrorMessage = WrongBackend)]
    [RegularExpression("auto|onnx|torch", ErrorMessage = WrongBackend)]
    public string Backend { get; set; } = "auto";

    /// <summary>Where it computes: <c>cpu</c>, <c>cuda:N</c> for GPU number N, or <c>auto</c>.</summary>
    /// <value>The default is <c>auto</c>: the first GPU if the backend can use one, else the CPU.</value>
    [Required(ErrorMessage = WrongDevice)]
    [RegularExpression("auto|cpu|cuda:[0-9]{1,2}", ErrorMessage = WrongDevice)]
    public string Device { get; set; } = "auto";

    /// <summary>The number of threads that compute a batch on a CPU, 0 to 256; 0 means one for each available physical core.</summary>
    /// <value>The default is 0.</value>
    [Range(0, 256, ErrorMessage = "It must be 0 (one for each physical core) up to {2}.")]
    public int Threads { get; set; }

    /// <summary>The maximum number of tokens in a batch, 1 to 1,048,576; a longer question is a batch of its own.</summary>
    /// <value>The default is 256: on a CPU larger batches are hardly faster, and checks wait for the one in hand; a GPU benefits from larger ones.</value>
    [Range(1, 1 << 20, ErrorMessage = "It must be {1} to {2} tokens.")]
    public int BatchTokens { get; set; } = 256;

    /// <summary>The maximum number of duplicate checks that may wait, 1 to 1,000,000; further ones are refused at once.</summary>
    /// <value>The default is 256.</value>
    [Range(1, 1_000_000, ErrorMessage = "It must be {1} to {2} questions.")]
    public int CheckQueueCapacity { get; set; } = 256;

    /// <summary>
    /// The maximum number of questions that may wait in the live lane, and in the bulk lane, 1 to 65,535; further ones wait
    /// outside. The more wait, the more of them have the same length and share a batch. A worker takes this many messages from the bulk queue at a time, and a quarter of that from the live one.
    /// </summary>
    /// <value>The default is 1,024: enough to fill batches of 256 tokens; raise it with <see cref="BatchTokens"/>.</value>
    [Range(1, 65_535, ErrorMessage = "It must be {1} to {2} questions.")]
    public int QueueCapacity { get; set; } = 1024;

    /// <summary>
    /// How long the encoder may take to answer the health check before the process counts as unable to work, and to finish its
    /// batch when the process ends, 100 ms to 10 seconds: less than the timeouts of the probes in k8s/base.
    /// </summary>
    /// <value>The default is 10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:10", ErrorMessage = "It must be a time from 00:00:00.1 to 00:00:10.")]
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(10);
}
