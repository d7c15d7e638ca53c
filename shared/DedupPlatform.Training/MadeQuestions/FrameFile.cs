namespace DedupPlatform.Training.MadeQuestions;

/// <summary>
/// Reads the frames of a split. A file is a kind; <c>[train]</c> and <c>[dev]</c> start its parts; a blank line ends a frame; <c>= </c> starts a wording,
/// <c>! </c> a change and <c># </c> a remark. <see cref="Filler"/> says what a line may hold.
/// </summary>
internal static class FrameFile
{
    public static IReadOnlyList<Frame> ReadAll(MadeSplit split) =>
        [.. Resource.Names("Frames").SelectMany(name => Read(name, Resource.Lines("Frames", name), split))];

    public static IEnumerable<Frame> Read(string kind, IEnumerable<string> lines, MadeSplit split)
    {
        MadeSplit? part = null;
        var wordings = new List<string>();
        var changes = new List<string>();
        foreach (var line in lines.Append(""))
        {
            switch (line)
            {
                case ['#', ..]:
                    break;
                case ['[', .. var name, ']']:
                    part = Enum.Parse<MadeSplit>(name, ignoreCase: true);
                    break;
                case ['=', ' ', .. var wording]:
                    wordings.Add(wording);
                    break;
                case ['!', ' ', .. var change]:
                    changes.Add(change);
                    break;
                case "":
                    if (part == split && wordings.Count > 0)
                    {
                        yield return new Frame(kind, [.. wordings], [.. changes]);
                    }

                    wordings.Clear();
                    changes.Clear();
                    break;
                default:
                    throw new InvalidDataException($"{kind}: '{line}' starts with none of '= ', '! ', '# ' and '['.");
            }
        }
    }
}
