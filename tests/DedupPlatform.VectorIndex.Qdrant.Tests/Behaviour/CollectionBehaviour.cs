using DedupPlatform.VectorIndex.Qdrant.Wire;
using Grpc.Core;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Behaviour;

public class CollectionBehaviour : ServerBehaviour
{
    [Fact]
    public async Task A_collection_that_exists_is_not_created_again()
    {
        var name = await CreateAsync();

        await RefusedAsync(StatusCode.AlreadyExists, () => Collections.CreateAsync(Collection(name)).ResponseAsync);
    }

    [Fact]
    public async Task An_alias_may_not_be_named_like_a_collection_nor_the_other_way_round()
    {
        var (one, other) = (await CreateAsync("-1"), await CreateAsync("-2"));
        await Collections.UpdateAliasesAsync(Alias(Name, one));

        await RefusedAsync(StatusCode.AlreadyExists, () => Collections.UpdateAliasesAsync(Alias(other, one)).ResponseAsync);
        await RefusedAsync(StatusCode.InvalidArgument, () => Collections.CreateAsync(Collection(Name)).ResponseAsync);
    }

    [Fact]
    public async Task Creating_an_alias_that_exists_moves_it()
    {
        var (one, other) = (await CreateAsync("-1"), await CreateAsync("-2"));
        await Collections.UpdateAliasesAsync(Alias(Name, one));

        (await Collections.UpdateAliasesAsync(Alias(Name, other))).Result.ShouldBeTrue();

        (await AliasesAsync()).ShouldBe(new Dictionary<string, string> { [Name] = other });
    }

    [Fact]
    public async Task An_alias_stands_for_its_collection_in_reads_and_writes()
    {
        var name = await CreateAsync("-1");
        await Collections.UpdateAliasesAsync(Alias(Name, name));

        await Points.UpsertAsync(Upsert(Name, Point(1, [1, 0, 0, 0])));

        (await RevisionAsync(Name, 1)).ShouldBe(1);
        (await RevisionAsync(name, 1)).ShouldBe(1);
        (await Collections.GetAsync(new GetCollectionInfoRequest { CollectionName = Name })).Result.Config.Params.VectorsConfig.Params.Size.ShouldBe(4ul);
    }

    [Fact]
    public async Task An_alias_needs_a_collection()
    {
        await RefusedAsync(StatusCode.NotFound, () => Collections.UpdateAliasesAsync(Alias(Name, Name + "-1")).ResponseAsync);
    }

    [Fact]
    public async Task Deleting_an_unknown_alias_is_fine_and_renaming_one_is_not()
    {
        (await Collections.UpdateAliasesAsync(DropAlias(Name))).Result.ShouldBeTrue();

        var rename = new AliasOperations { RenameAlias = new RenameAlias { OldAliasName = Name, NewAliasName = Name + "_new" } };
        await Should.ThrowAsync<RpcException>(() => Collections.UpdateAliasesAsync(new ChangeAliases { Actions = { rename } }).ResponseAsync);
    }

    [Fact]
    public async Task What_comes_before_a_faulty_action_stays_done()
    {
        var name = await CreateAsync("-1");
        var changes = new ChangeAliases { Actions = { Alias(Name, name).Actions[0], Alias(Name + "_other", Name + "-2").Actions[0] } };

        await RefusedAsync(StatusCode.NotFound, () => Collections.UpdateAliasesAsync(changes).ResponseAsync);

        (await AliasesAsync()).ShouldBe(new Dictionary<string, string> { [Name] = name });
    }

    [Fact]
    public async Task Deleting_what_does_not_exist_or_an_alias_answers_no()
    {
        var name = await CreateAsync("-1");
        await Collections.UpdateAliasesAsync(Alias(Name, name));

        (await Collections.DeleteAsync(new DeleteCollection { CollectionName = Name + "-2" })).Result.ShouldBeFalse();
        (await Collections.DeleteAsync(new DeleteCollection { CollectionName = Name })).Result.ShouldBeFalse();

        (await Collections.GetAsync(new GetCollectionInfoRequest { CollectionName = name })).Result.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_deleted_collection_takes_its_aliases_with_it()
    {
        var name = await CreateAsync("-1");
        await Collections.UpdateAliasesAsync(Alias(Name, name));

        (await Collections.DeleteAsync(new DeleteCollection { CollectionName = name })).Result.ShouldBeTrue();

        (await AliasesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Metadata_is_merged()
    {
        var name = await CreateAsync();

        await Collections.UpdateAsync(new UpdateCollection { CollectionName = name, Metadata = { ["a"] = new Value { StringValue = "1" }, ["b"] = new Value { IntegerValue = 2 } } });
        await Collections.UpdateAsync(new UpdateCollection { CollectionName = name, Metadata = { ["a"] = new Value { StringValue = "3" } } });

        var metadata = (await Collections.GetAsync(new GetCollectionInfoRequest { CollectionName = name })).Result.Config.Metadata;
        (metadata["a"].StringValue, metadata["b"].IntegerValue).ShouldBe(("3", 2));
        await RefusedAsync(StatusCode.NotFound, () => Collections.UpdateAsync(new UpdateCollection { CollectionName = name + "-2" }).ResponseAsync);
    }

    [Fact]
    public async Task An_unknown_collection_is_not_found_by_any_call()
    {
        await RefusedAsync(StatusCode.NotFound, () => Collections.GetAsync(new GetCollectionInfoRequest { CollectionName = Name }).ResponseAsync);
        await RefusedAsync(StatusCode.NotFound, () => Points.UpsertAsync(Upsert(Name, Point(1, [1, 0, 0, 0]))).ResponseAsync);
        await RefusedAsync(StatusCode.NotFound, () => Points.QueryAsync(Nearest(Name, 1, 0, 0, 0)).ResponseAsync);
        await RefusedAsync(StatusCode.NotFound, () => Points.ScrollAsync(new ScrollPoints { CollectionName = Name }).ResponseAsync);
        await RefusedAsync(StatusCode.NotFound, () => Points.GetAsync(new GetPoints { CollectionName = Name, Ids = { Id(1) } }).ResponseAsync);
        await RefusedAsync(StatusCode.NotFound, () => Points.FacetAsync(new FacetCounts { CollectionName = Name, Key = "site" }).ResponseAsync);
    }

    [Fact]
    public async Task A_name_that_is_too_long_is_refused_whatever_it_is_for()
    {
        var name = Name.PadRight(256, 'a');

        await RefusedAsync(StatusCode.InvalidArgument, () => Collections.CreateAsync(Collection(name)).ResponseAsync);
        await RefusedAsync(StatusCode.InvalidArgument, () => Collections.GetAsync(new GetCollectionInfoRequest { CollectionName = name }).ResponseAsync);
        await RefusedAsync(StatusCode.InvalidArgument, () => Collections.DeleteAsync(new DeleteCollection { CollectionName = name }).ResponseAsync);
        await RefusedAsync(StatusCode.InvalidArgument, () => Points.QueryAsync(Nearest(name, 1, 0, 0, 0)).ResponseAsync);
    }

    private async Task<Dictionary<string, string>> AliasesAsync() =>
        (await Collections.ListAliasesAsync(new ListAliasesRequest())).Aliases
            .Where(alias => alias.AliasName.StartsWith(Name, StringComparison.Ordinal))
            .ToDictionary(alias => alias.AliasName, alias => alias.CollectionName);
}
