using DedupPlatform.VectorIndex.Qdrant.Generations;
using DedupPlatform.VectorIndex.Qdrant.Tests.Servers;
using DedupPlatform.VectorIndex.Qdrant.Wire;
using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Adapter;

public sealed class GenerationTests : QdrantTest
{
    private static readonly string[] Indexed = ["fingerprint", "removed", "revision", "site", "unreadable"];

    [Fact]
    public async Task A_generation_is_a_collection_and_the_alias_names_the_live_one()
    {
        var generations = Connect();

        await generations.SwitchAsync(await generations.CreateAsync("a-model", Dimension, Cancel), Cancel);

        (await Raw().Collections.ListAsync(new ListCollectionsRequest())).Collections.ShouldHaveSingleItem().Name.ShouldBe("questions-a-model-1");
        var alias = (await Raw().Collections.ListAliasesAsync(new ListAliasesRequest())).Aliases.ShouldHaveSingleItem();
        (alias.AliasName, alias.CollectionName).ShouldBe(("questions", "questions-a-model-1"));
    }

    [Fact]
    public async Task A_name_too_long_for_any_collection_is_no_generation_s_and_no_job_s()
    {
        var name = $"questions-{new string('a', 300)}-1";

        (await Connect().FindJobAsync(name, Cancel)).ShouldBeNull();
        (await Connect().FindAsync(name, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_generation_is_found_though_another_cannot_be_read()
    {
        var generations = Connect();
        var (damaged, generation) = (await generations.CreateAsync("a-model", Dimension, Cancel), await generations.CreateAsync("b-model", Dimension, Cancel));
        Server.Faults.Damaged = damaged.Name;

        (await generations.FindAsync(generation.Name, Cancel)).ShouldBe(generation);
    }

    [Theory]
    [InlineData("""{"JobId":"questions-a-model-1","State":"paused","StartedAt":"2026-05-06T07:08:09Z","UpdatedAt":"2026-05-06T07:08:09Z"}""")]
    [InlineData("")]
    public async Task A_job_that_this_release_cannot_read_is_named_and_its_generation_is_found(string text)
    {
        var generations = Connect();
        var generation = await generations.CreateAsync("a-model", Dimension, Cancel);
        await Raw().Collections.UpdateAsync(new UpdateCollection { CollectionName = generation.Name, Metadata = { ["reindex_job"] = new Value { StringValue = text } } });

        var failure = await Should.ThrowAsync<IndexUnavailableException>(() => generations.FindJobAsync(generation.Name, Cancel));

        failure.Message.ShouldStartWith($"The reindex job of '{generation.Name}' in Qdrant cannot be read");
        (await generations.FindAsync(generation.Name, Cancel)).ShouldBe(generation);
    }

    [Fact]
    public async Task The_alias_moves_in_one_step()
    {
        var generations = Connect();
        await generations.SwitchAsync(await generations.CreateAsync("a-model", Dimension, Cancel), Cancel);
        await generations.SwitchAsync(await generations.CreateAsync("b-model", Dimension, Cancel), Cancel);

        Requests<ChangeAliases>("Collections/UpdateAliases").ShouldAllBe(change => change.Actions.Count == 1 && change.Actions[0].CreateAlias != null);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("questions-a-model-1", 1)]
    [InlineData("questions-a-model-1", 2)]
    public async Task The_live_generation_is_found_though_the_alias_moves_while_the_server_lists_it(string? from, int times)
    {
        var generations = Connect();
        await generations.CreateAsync("a-model", Dimension, Cancel);
        var live = await generations.CreateAsync("b-model", Dimension, Cancel);
        await generations.SwitchAsync(live, Cancel);
        Server.Faults.MoveAliasesWhileListed(from, times);

        (await generations.FindLiveAsync(Cancel)).ShouldBe(live);
    }

    [Fact]
    public async Task A_generation_has_settled_when_its_collection_is_green_and_its_queue_empty()
    {
        var generations = Connect();
        var generation = await generations.CreateAsync("a-model", Dimension, Cancel);

        Server.Faults.Unsettled = true;
        (await generations.FindBacklogAsync(generation, Cancel))!.ShouldContain("yellow (it is being optimized), with 1 writes in its queue");
        Server.Faults.Unsettled = false;
        (await generations.FindBacklogAsync(generation, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Writes_that_are_not_applied_yet_are_a_backlog()
    {
        var generations = Connect();
        var generation = await generations.CreateAsync("a-model", Dimension, Cancel);
        Server.Faults.DelayWrites();
        await Should.ThrowAsync<IndexUnavailableException>(
            async () => await (await generations.OpenAsync(generation, Cancel)).UpsertAsync([Question("bread", At(0))], Cancel));

        (await generations.FindBacklogAsync(generation, Cancel))!.ShouldContain("with 1 writes in its queue");
        Server.ApplyPending();
        (await generations.FindBacklogAsync(generation, Cancel)).ShouldBeNull();
    }

    [Fact]
    public void Points_that_wait_for_their_graph_are_a_backlog() =>
        CollectionBacklog.Of(new CollectionInfo { Status = CollectionStatus.Green, UpdateQueue = new UpdateQueueInfo { DeferredPoints = 3 } })!
            .ShouldContain("3 points to be indexed");

    [Fact]
    public async Task A_generation_whose_optimization_a_restart_has_paused_settles_though_nobody_writes()
    {
        var generations = Connect();
        var generation = await generations.CreateAsync("a-model", Dimension, Cancel);
        Server.Faults.Paused = true;

        (await generations.FindBacklogAsync(generation, Cancel))!.ShouldContain("grey");
        (await generations.FindBacklogAsync(generation, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_filtered_by_is_indexed_before_there_is_data()
    {
        var index = await OpenAsync();
        await index.UpsertAsync([Question("bread", At(0))], Cancel);

        var methods = Server.Calls.Select(call => call.Method.Split('/')[^1]).Where(method => method is "Create" or "CreateFieldIndex" or "Upsert").ToList();
        methods.ShouldBe(["Create", .. Enumerable.Repeat("CreateFieldIndex", Indexed.Length), "Upsert"]);
        var indexes = Requests<CreateFieldIndexCollection>("Points/CreateFieldIndex");
        indexes.Select(created => created.FieldName).Order().ShouldBe(Indexed);
        indexes.Single(created => created.FieldName == "site").FieldIndexParams.KeywordIndexParams.IsTenant.ShouldBeTrue();
        indexes.ShouldAllBe(created => created.Wait);
    }

    [Fact]
    public async Task A_generation_whose_creator_died_halfway_is_completed_when_it_is_opened()
    {
        var half = new CreateCollection
        {
            CollectionName = "questions-a-model-1",
            VectorsConfig = new VectorsConfig { Params = new VectorParams { Size = Dimension, Distance = Distance.Cosine } },
        };
        await Raw().Collections.CreateAsync(half);

        var index = await Connect().OpenAsync(new Generation("a-model", 1, Dimension), Cancel);

        var info = (await Raw().Collections.GetAsync(new GetCollectionInfoRequest { CollectionName = half.CollectionName })).Result;
        info.PayloadSchema.Keys.Order().ShouldBe(Indexed);
        (await index.CountAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_creation_whose_answer_is_lost_creates_one_generation()
    {
        var generations = Connect();
        Server.Faults.LoseAnswers("Collections/Create", times: 3);

        var generation = await generations.CreateAsync("a-model", Dimension, Cancel);

        generation.Number.ShouldBe(1);
        (await generations.ListAsync(Cancel)).ShouldBe([generation]);
    }

    [Fact]
    public async Task A_job_is_created_with_its_generation_in_one_request_so_that_nothing_is_left_half_begun()
    {
        var (job, _) = await Connect().StartJobAsync("a-model", Dimension, DateTimeOffset.UnixEpoch, Cancel);

        Requests<CreateCollection>("Collections/Create").ShouldHaveSingleItem().Metadata["reindex_job"].StringValue.ShouldContain(job.JobId);
        Requests<UpdateCollection>("Collections/Update").ShouldBeEmpty();
    }

    [Fact]
    public async Task Jobs_are_listed_with_one_request_for_each_generation_because_every_process_asks_each_second()
    {
        var generations = Connect();
        var generation = await generations.CreateAsync("a-model", Dimension, Cancel);
        var (job, _) = await generations.StartJobAsync("b-model", Dimension, DateTimeOffset.UnixEpoch, Cancel);
        var before = Requests<GetCollectionInfoRequest>("Collections/Get").Count;

        (await generations.ListWithJobsAsync(Cancel)).ShouldBe([(generation, null), (new Generation("b-model", 2, Dimension), job)]);

        Requests<GetCollectionInfoRequest>("Collections/Get").Count.ShouldBe(before + 2);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(0, true)]
    public async Task A_job_is_created_by_whoever_began_it_even_where_the_answer_is_lost(int otherBefore, bool created)
    {
        var (generations, other) = (Connect(), Connect());
        Server.Faults.LoseAnswers("Collections/Create");
        if (otherBefore > 0)
        {
            // Between the look at the last number and the creation.
            Server.Faults.Interrupt(2, () => other.StartJobAsync("a-model", Dimension, DateTimeOffset.UnixEpoch, Cancel));
        }

        var job = await generations.StartJobAsync("a-model", Dimension, DateTimeOffset.UnixEpoch.AddTicks(1), Cancel);

        job.Created.ShouldBe(created);
        (await generations.ListAsync(Cancel)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Processes_that_create_at_the_same_time_all_get_a_generation_that_works()
    {
        var created = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Connect().CreateAsync("a-model", Dimension, Cancel)));

        var generations = Connect();
        created.Distinct().ShouldBe(await generations.ListAsync(Cancel), ignoreOrder: true);
        foreach (var generation in created)
        {
            await (await generations.OpenAsync(generation, Cancel)).UpsertAsync([Question("bread", At(0))], Cancel);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task What_another_process_drops_while_it_is_created_is_created_and_dropped(int calls)
    {
        var (generations, other) = (Connect(), Connect());
        Server.Faults.Interrupt(calls, () => other.DropAsync("questions-a-model-1", Cancel));

        var generation = await generations.CreateAsync("a-model", Dimension, Cancel);

        (await generations.ListAsync(Cancel)).ShouldBeEmpty();
        await generations.DropAsync(generation.Name, Cancel);
    }

    [Fact]
    public async Task Whoever_still_uses_a_dropped_generation_is_asked_to_look_again()
    {
        var generations = Connect();
        var generation = await generations.CreateAsync("a-model", Dimension, Cancel);
        var index = await generations.OpenAsync(generation, Cancel);
        await generations.DropAsync(generation.Name, Cancel);

        await Should.ThrowAsync<IndexUnavailableException>(() => index.UpsertAsync([Question("bread", At(0))], Cancel));
        await Should.ThrowAsync<IndexUnavailableException>(() => index.SearchAsync(Search(At(0)), Cancel));
    }

    [Fact]
    public async Task Opening_with_another_dimension_is_refused()
    {
        var generations = Connect();
        var generation = await generations.CreateAsync("a-model", Dimension, Cancel);

        await Should.ThrowAsync<IndexUnavailableException>(() => generations.OpenAsync(generation with { Dimension = 8 }, Cancel));
    }

    [Fact]
    public async Task Indexes_of_different_aliases_share_a_server_without_seeing_each_other()
    {
        var (one, other) = (Connect(), Connect(options => options.Alias = "garden"));
        var generation = await one.CreateAsync("a-model", Dimension, Cancel);
        await one.SwitchAsync(generation, Cancel);

        (await other.ListAsync(Cancel)).ShouldBeEmpty();
        (await other.FindLiveAsync(Cancel)).ShouldBeNull();
        (await other.CreateAsync("a-model", Dimension, Cancel)).ShouldBe(generation);
        await Raw().Collections.CreateAsync(Behaviour.ServerBehaviour.Collection("questions-of-others"));
        (await one.ListAsync(Cancel)).ShouldBe([generation]);
    }

    [Fact]
    public async Task An_alias_that_names_no_generation_is_not_taken_for_a_free_one()
    {
        var generations = Connect();
        await Raw().Collections.CreateAsync(Behaviour.ServerBehaviour.Collection("questions_v2"));
        await Raw().Collections.UpdateAliasesAsync(Behaviour.ServerBehaviour.Alias("questions", "questions_v2"));

        var failure = await Should.ThrowAsync<IndexUnavailableException>(() => generations.FindLiveAsync(Cancel));

        failure.Message.ShouldContain("alias 'questions' names the collection 'questions_v2', which is no generation of this index");
    }

    [Fact]
    public async Task How_a_collection_is_built_follows_the_options()
    {
        await OpenAsync(options =>
        {
            (options.HnswPayloadM, options.HnswEfConstruct, options.IndexingThreshold, options.Segments) = (24, 200, 5_000, 2);
            (options.Shards, options.Replicas, options.WriteConsistency) = (3, 2, 2);
            (options.Quantization, options.VectorsOnDisk, options.PayloadOnDisk) = (Quantization.Binary, true, false);
        });

        var created = Requests<CreateCollection>("Collections/Create").ShouldHaveSingleItem();
        (created.HnswConfig.M, created.HnswConfig.PayloadM, created.HnswConfig.EfConstruct).ShouldBe((0ul, 24ul, 200ul));
        (created.OptimizersConfig.IndexingThreshold, created.OptimizersConfig.DefaultSegmentNumber).ShouldBe((5_000ul, 2ul));
        (created.ShardNumber, created.ReplicationFactor, created.WriteConsistencyFactor).ShouldBe((3u, 2u, 2u));
        created.QuantizationConfig.Binary.AlwaysRam.ShouldBeTrue();
        (created.VectorsConfig.Params.OnDisk, created.OnDiskPayload).ShouldBe((true, false));
        (created.VectorsConfig.Params.Size, created.VectorsConfig.Params.Distance).ShouldBe(((ulong)Dimension, Distance.Cosine));
    }
}
