namespace DedupPlatform.VectorIndex;

/// <summary>
/// The generations of an index, and which of them answers searches: one is live, others are being built or kept for a rollback.
/// </summary>
/// <remarks>Any member may throw <see cref="IndexUnavailableException"/> if the index does not answer right now.</remarks>
public interface IGenerations : IAsyncDisposable
{
    /// <summary>All generations, by ascending number, each with the job that builds or built it if it was created with one.</summary>
    Task<IReadOnlyList<(Generation Generation, ReindexJob? Job)>> ListWithJobsAsync(CancellationToken cancellationToken = default);

    /// <summary>The generation with this name, or <see langword="null"/> if there is none. The others need not be readable.</summary>
    Task<Generation?> FindAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>The generation that answers searches, or <see langword="null"/> before there is one.</summary>
    Task<Generation?> FindLiveAsync(CancellationToken cancellationToken = default);

    /// <summary>Creates an empty generation with the next number. It is not live.</summary>
    /// <param name="model">The name of the model that makes its vectors, not empty.</param>
    /// <param name="dimension">The number of their components, 1 or more.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The model has no name, or the dimension is below 1.</exception>
    Task<Generation> CreateAsync(string model, int dimension, CancellationToken cancellationToken = default);

    /// <summary>Gives access to a generation's questions; the index belongs to this object and is disposed with it.</summary>
    /// <exception cref="IndexUnavailableException">The generation does not exist or cannot be opened now.</exception>
    Task<IVectorIndex> OpenAsync(Generation generation, CancellationToken cancellationToken = default);

    /// <summary>
    /// Describes the work that remains before a generation's searches are as complete and as fast as they will be;
    /// <see langword="null"/> once it has settled.
    /// </summary>
    /// <exception cref="IndexUnavailableException">The generation does not exist or cannot be queried now.</exception>
    Task<string?> FindBacklogAsync(Generation generation, CancellationToken cancellationToken = default);

    /// <summary>Makes a generation the live one, atomically; doing it again changes nothing.</summary>
    /// <exception cref="IndexUnavailableException">
    /// The generation does not exist, and the live one has not changed; or the index does not answer right now.
    /// </exception>
    Task SwitchAsync(Generation generation, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes the generation with this name and its questions, even one that cannot be read. It is not an error if there is none.
    /// </summary>
    /// <exception cref="LiveGenerationException">The generation is live.</exception>
    Task DropAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>
    /// Creates an empty generation with the next number, together with the job that is to build it: a generation left without its
    /// job would take every write for nothing.
    /// </summary>
    /// <returns>
    /// The job, with nothing done yet, and whether this call created it; another process may have started the same job at the same
    /// time.
    /// </returns>
    /// <exception cref="ArgumentException">The model has no name, or the dimension is below 1.</exception>
    Task<(ReindexJob Job, bool Created)> StartJobAsync(string model, int dimension, DateTimeOffset at, CancellationToken cancellationToken = default);

    /// <summary>
    /// The job that builds or built a generation; <see langword="null"/> if the generation is gone or was created without a job.
    /// </summary>
    Task<ReindexJob?> FindJobAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>Stores a job with the generation it builds; has no effect if that generation is gone.</summary>
    Task SaveJobAsync(ReindexJob job, CancellationToken cancellationToken = default);
}
