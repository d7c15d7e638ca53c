namespace DedupPlatform.Cli;

/// <summary>What the command tells a script: the one place where exit codes are defined and explained.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Partly = 1;
    public const int Usage = 2;
    public const int Unreachable = 3;
    public const int Refused = 4;
    public const int Failed = 5;
    public const int Cancelled = 130;

    public const string Table = """
        Exit codes:
            0  done
            1  done in part: there were no rows, some were rejected or could not be read, or it is not known when they are searchable
            2  wrong usage: an argument, input file or model directory cannot be used
            3  the server cannot be reached, or is not ready
            4  the server refused the request
            5  something else failed, such as a full disk
          130  cancelled
        """;
}
