namespace DedupPlatform.VectorIndex;

/// <summary>The generations of an index, and which of them answers: one is live, others are being built or kept for a rollback.</summary>
/// <remarks>Any member may throw <see cref="IndexUnavailableException"/>, where the index does not answer right now.</remarks>
public interface IGenerations : IAsyncDisposable
{
    /// <summary>All generations, by rising number.</summary>
    Task<IReadOnlyList<Generation>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>The generation that answers searches, or <see langword="null"/> before there is one.</summary>
    Task<Generation?> FindLiveAsync(CancellationToken cancellationToken = default);

    /// <summary>Creates an empty generation with the next number. It is not live.</summary>
    /// <param name="model">The name of the model that makes its vectors, not empty.</param>
    /// <param name="dimension">The number of their components, 1 or more.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The model or the dimension cannot be.</exception>
    Task<Generation> CreateAsync(string model, int dimension, CancellationToken cancellationToken = default);

    /// <summary>Gives access to a generation's questions; the index belongs to this object and is disposed with it.</summary>
    /// <exception cref="IndexUnavailableException">The generation does not exist or cannot be opened now.</exception>
    Task<IVectorIndex> OpenAsync(Generation generation, CancellationToken cancellationToken = default);

    /// <summary>
    /// What a generation has yet to work off before its searches are as complete and as fast as they will be, in words;
    /// <see langword="null"/> once it has settled.
    /// </summary>
    /// <exception cref="IndexUnavailableException">The generation does not exist or cannot be asked now.</exception>
    Task<string?> FindBacklogAsync(Generation generation, CancellationToken cancellationToken = default);

    /// <summary>Makes a generation the live one, atomically; doing it again changes nothing.</summary>
    /// <exception cref="IndexUnavailableException">The generation does not exist, and the one that was live still is; or the index does not answer right now.</exception>
    Task SwitchAsync(Generation generation, CancellationToken cancellationToken = default);

    /// <summary>Deletes a generation with its questions; one that does not exist any more is no error.</summary>
    /// <exception cref="LiveGenerationException">The generation is live.</exception>
    Task DropAsync(Generation generation, CancellationToken cancellationToken = default);

    /// <summary>
    /// Creates an empty generation with the next number, together with the job that is to build it: one without the other would take
    /// every write for nothing.
    /// </summary>
    /// <returns>
    /// The job, with nothing done, and whether this call has created it; another process may have begun the same one at the same time.
    /// </returns>
    /// <exception cref="ArgumentException">The model or the dimension cannot be, as for <see cref="CreateAsync"/>.</exception>
    Task<(ReindexJob Job, bool Created)> StartJobAsync(string model, int dimension, DateTimeOffset at, CancellationToken cancellationToken = default);

    /// <summary>The job that builds or built a generation; <see langword="null"/> where the generation is gone or came about without one.</summary>
    Task<ReindexJob?> FindJobAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>Keeps a job with the generation it builds; without effect when that is gone.</summary>
    Task SaveJobAsync(ReindexJob job, CancellationToken cancellationToken = default);
}
