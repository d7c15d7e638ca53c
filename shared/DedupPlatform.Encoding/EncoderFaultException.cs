namespace DedupPlatform.Encoding;

/// <summary>
/// The backend has failed. The device may be at fault, which a restart of the process can fix, so the same question may get its
/// vector later.
/// </summary>
/// <param name="device">The backend's device.</param>
/// <param name="fault">What it threw, or what is wrong with its vectors.</param>
public sealed class EncoderFaultException(string device, Exception fault) : Exception($"The encoder on {device} failed: {fault.Message}", fault);
