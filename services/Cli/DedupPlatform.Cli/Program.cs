using System.Runtime.InteropServices;
using DedupPlatform.Cli;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

return await DedupCommand.RunAsync(args, Terminal.OfProcess(), stop.Token);

// The first Ctrl-C asks the command to end; a second one ends it at once.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}
