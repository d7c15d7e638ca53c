namespace DedupPlatform.Encoding;

/// <summary>The backend has failed. It may be the device, which a restart of the process mends, so the same question may get its vector later.</summary>
/// <param name="device">The backend's.</param>
/// <param name="fault">What it threw.</param>
public sealed class EncoderFaultException(string device, Exception fault) : Exception($"The encoder on {device} failed: {fault.Message}", fault);
