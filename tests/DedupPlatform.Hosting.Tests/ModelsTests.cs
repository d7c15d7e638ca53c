using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Tests;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting.Tests;

public sealed class ModelsTests : IDisposable
{
    private readonly ModelFolder _folder = new();
    private readonly ModelDirectory _default;

    public ModelsTests() => _default = _folder.Write("default", new TinyBert());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_is_found_by_its_name_and_by_its_directorys()
    {
        var other = _folder.Write("Other Model", new TinyBiLstm());

        Find(_default.Name)!.FullPath.ShouldBe(_default.FullPath);
        Find("default")!.FullPath.ShouldBe(_default.FullPath);
        Find(other.Name)!.FullPath.ShouldBe(other.FullPath);
        Find("other model")!.FullPath.ShouldBe(other.FullPath);
        Find("huge").ShouldBeNull();
        Find("default-00000000").ShouldBeNull();
    }

    [Fact]
    public void Of_directories_whose_names_differ_in_case_alone_each_is_found_by_its_own()
    {
        var other = _folder.Write("DEFAULT", new TinyBiLstm());

        Find("DEFAULT")!.FullPath.ShouldBe(other.FullPath);
        Find("default")!.FullPath.ShouldBe(_default.FullPath);
        Find("Default")!.FullPath.ShouldBe(_default.FullPath);
    }

    [Theory]
    [InlineData("default-old")]
    [InlineData("anything")]
    [InlineData("default-00000000")]
    public void A_model_that_another_one_has_taken_the_directory_of_is_found_under_any_name(string name)
    {
        Directory.Move(_default.FullPath, _folder.PathOf(name));
        _folder.Write("default", new TinyBiLstm());

        Find(_default.Name)!.FullPath.ShouldBe(_folder.PathOf(name));
    }

    [Fact]
    public void Of_models_with_the_same_weights_the_one_of_the_name_is_found()
    {
        var other = _folder.Write("other", new TinyBiLstm());
        _folder.Write("a-copy", new TinyBiLstm { Pooling = Pooling.Cls });

        Find(other.Name)!.FullPath.ShouldBe(other.FullPath);
    }

    [Fact]
    public void A_broken_directory_is_in_the_way_of_nobody_but_who_asks_for_it()
    {
        var other = _folder.Write("other-one", new TinyBiLstm());
        Directory.CreateDirectory(_folder.PathOf("broken"));
        Directory.CreateDirectory(_folder.PathOf("other"));

        Find(other.Name)!.FullPath.ShouldBe(other.FullPath);
        Find("huge-00000000").ShouldBeNull();
        Should.Throw<InvalidModelException>(() => Find("broken"));
        Should.Throw<InvalidModelException>(() => Find("broken-00000000")).Message.ShouldContain(_folder.PathOf("broken"));
    }

    [Fact]
    public void For_a_name_that_no_weights_can_have_none_are_read()
    {
        Directory.CreateDirectory(_folder.PathOf("broken"));

        Find("broken-defualt").ShouldBeNull();
    }

    private ModelDirectory? Find(string name) => new Hosting.Models(Options.Create(new EncoderOptions { Model = _folder.PathOf("default") })).Find(name);
}
