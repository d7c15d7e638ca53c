using System.Diagnostics;

namespace DedupPlatform.Standalone.Tests;

/// <summary>The targets of the Makefile, in a folder of their own where everything is built.</summary>
public sealed class MakeTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    private string Artifacts => Directory.CreateDirectory(_folder["artifacts"]).FullName;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Demo_shows_what_it_found_and_leaves_no_process_and_no_data()
    {
        Link(Path.Combine(Artifacts, "standalone"), Repository.Program("DedupPlatform.Standalone"));
        Link(Path.Combine(Artifacts, "cli"), Repository.Program("DedupPlatform.Cli"));
        var temporary = Directory.CreateDirectory(_folder["tmp"]).FullName;

        var url = $"http://127.0.0.1:{ServiceProcess.FreePort()}";
        var (exitCode, said) = await MakeAsync(
            "demo", $"demo-url={url}", $"MODEL={Repository.File("models/fast")}", $"TMPDIR={temporary}");

        exitCode.ShouldBe(0, said);
        said.ShouldMatch("For [0-9]+ of [0-9]+ duplicates it is the most similar one.");
        Directory.GetFileSystemEntries(temporary).ShouldBeEmpty();
        using var http = new HttpClient();
        await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(url, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Clean_removes_what_was_built_and_no_data()
    {
        await File.WriteAllTextAsync(Path.Combine(Artifacts, "dedup"), "built", TestContext.Current.CancellationToken);
        var data = Directory.CreateDirectory(_folder[".data"]).FullName;

        (await MakeAsync("clean")).ExitCode.ShouldBe(0);

        Directory.GetFileSystemEntries(_folder.Path).ShouldBe([data]);
    }

    [Fact]
    public async Task Run_takes_the_port_the_folder_and_the_model_that_it_is_given()
    {
        var (_, said) = await MakeAsync("--dry-run", "run", "PORT=9000", "DATA=/some/folder", "MODEL=models/fast");

        said.ShouldContain("--Urls http://127.0.0.1:9000 --Storage:Directory \"/some/folder\" --Encoder:Model \"models/fast\"");
    }

    [Fact]
    public async Task Run_understands_a_folder_at_home_as_shells_do_that_leave_its_sign_alone()
    {
        var (_, said) = await MakeAsync("--dry-run", "run", "DATA=~/my questions", "HOME=/home/ada");

        said.ShouldContain("--Storage:Directory \"/home/ada/my questions\" ");
    }

    /// <summary>Linked from elsewhere and called from another folder, as from a folder of the PATH.</summary>
    [Fact]
    public async Task Build_leaves_a_command_that_runs_through_a_link_and_passes_its_arguments_on()
    {
        Link(Path.Combine(Artifacts, "cli"), Repository.Program("DedupPlatform.Cli"));
        (await MakeAsync("build")).ExitCode.ShouldBe(0);
        var link = Directory.CreateDirectory(_folder["a folder"]).FullName + "/dedup";
        File.CreateSymbolicLink(link, Path.Combine(Artifacts, "dedup"));

        var (exitCode, said) = await RunAsync(link, "import", "no such file.csv");

        exitCode.ShouldBe(2, said);
        said.ShouldContain("no such file.csv");
    }

    [Fact]
    public async Task Build_leaves_a_command_in_place_of_the_link_of_an_earlier_release_and_harms_no_program()
    {
        var program = Path.Combine(Directory.CreateDirectory(Path.Combine(Artifacts, "cli")).FullName, "dedup");
        await File.WriteAllTextAsync(program, "a program", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(Path.Combine(Artifacts, "dedup"), "cli/dedup");

        (await MakeAsync("build")).ExitCode.ShouldBe(0);

        (await File.ReadAllTextAsync(program, TestContext.Current.CancellationToken)).ShouldBe("a program");
    }

    private static void Link(string name, string program) => File.CreateSymbolicLink(name, Path.GetDirectoryName(program)!);

    // Other tests run what publishing would build anew.
    private Task<(int ExitCode, string Said)> MakeAsync(params string[] arguments) =>
        RunAsync(["make", "-C", _folder.Path, "-f", Repository.File("Makefile"), "publish=true", .. arguments]);

    private static async Task<(int ExitCode, string Said)> RunAsync(params string[] command)
    {
        using var process = Process.Start(ServiceProcess.StartInfo(command))!;
        var said = await Until.DoneAsync(Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()));
        await Until.DoneAsync(process.WaitForExitAsync());
        return (process.ExitCode, string.Concat(said));
    }
}
