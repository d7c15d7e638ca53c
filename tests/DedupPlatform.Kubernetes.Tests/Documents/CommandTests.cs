using System.Text.RegularExpressions;

namespace DedupPlatform.Kubernetes.Tests.Documents;

/// <summary>Whoever pastes a command of a document into a shell runs that command and nothing else.</summary>
public sealed partial class CommandTests
{
    public static TheoryData<string> Documents => LinkTests.Documents;

    [Theory]
    [MemberData(nameof(Documents))]
    public void No_command_has_a_comment_because_zsh_passes_it_on_as_arguments(string document) =>
        Commands().Matches(Repository.Text(document)).SelectMany(block => Comment().Matches(block.Value)).Select(line => line.Value).ShouldBeEmpty();

    [GeneratedRegex(@"^ *```sh$.*?^ *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Commands();

    [GeneratedRegex(@"^(.*\s)?#.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
