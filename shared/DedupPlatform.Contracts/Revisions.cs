namespace DedupPlatform.Contracts;

/// <summary>The default revision of a question or removal that is sent without one.</summary>
public static class Revisions
{
    /// <summary>Microseconds since 1970, so that a later copy has the higher revision; below 2^53 until the year 2255.</summary>
    public static long At(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
