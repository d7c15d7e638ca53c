using System.Diagnostics;
using System.Globalization;
using DedupPlatform.Distributed.Tests.Running;

namespace DedupPlatform.Distributed.Tests;

/// <summary>What tests start goes when they are killed themselves, with what it keeps in memory.</summary>
public sealed class AbortedRunTests : IDisposable
{
    private readonly Process _run = Process.Start(ServiceProcess.StartInfo(["sleep", "infinity"]))!;

    public void Dispose()
    {
        _run.Kill();
        _run.Dispose();
    }

    [Fact]
    public async Task A_program_goes_with_the_run_that_started_it()
    {
        using var program = Process.Start(ServiceProcess.StartInfo(["sleep", "infinity"], _run.Id))!;
        program.HasExited.ShouldBeFalse();

        _run.Kill();

        await Until.DoneAsync(program.WaitForExitAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_broker_goes_with_the_run_that_started_it_and_leaves_no_folder(bool paused)
    {
        await using var broker = await PrivateBroker.StartAsync(livesWith: _run.Id);
        if (paused)
        {
            await broker.PauseAsync();
        }

        _run.Kill();

        await Until.TrueAsync(() => !Directory.Exists(broker.Folder), "its folder is gone");
        await Until.TrueAsync(() => broker.HasEnded, "it has ended");
    }
}
