using System.Text.RegularExpressions;

namespace DedupPlatform.Training.MadeQuestions;

/// <summary>Makes sets of questions from the frames in <c>Frames</c> and the words in <c>Words</c>.</summary>
public static partial class MadeQuestionGenerator
{
    private const int MostWordings = 4;
    private const int MostChanges = 3;

    /// <summary>Makes sets of each kind in turn, drawing a frame for each set.</summary>
    /// <param name="split">Whose words and frames to use.</param>
    /// <param name="seed">The same seed gives the same sets.</param>
    /// <param name="count">How many sets, 0 or more.</param>
    /// <returns>Sets of 1 to 4 wordings and 0 to 3 changes.</returns>
    public static IEnumerable<MadeSet> Generate(MadeSplit split, int seed, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Make(split, new Random(seed), count);
    }

    private static IEnumerable<MadeSet> Make(MadeSplit split, Random random, int count)
    {
        var wordLists = WordLists.Read(split);
        var surface = new Surface(wordLists, random);
        Frame[][] kinds = [.. FrameFile.ReadAll(split).GroupBy(frame => frame.Kind).Select(frames => frames.ToArray())];
        for (var i = 0; i < count; i++)
        {
            var frames = kinds[i % kinds.Length];
            var frame = frames[random.Next(frames.Length)];
            yield return Fill(random.Next(2) == 0 ? frame : frame.WithManAndWomanExchanged(), new Filler(wordLists, random), surface, random);
        }
    }

    private static MadeSet Fill(Frame frame, Filler filler, Surface surface, Random random)
    {
        var (wordings, changes) = (Some(frame.Wordings, MostWordings), Some(frame.Changes, MostChanges));

        // Words of the changes do not belong to the meaning. Nor do those of only some wordings, such as of a preamble: the others mean the same without them.
        return new MadeSet(frame.Kind, $"{frame.Wordings[0]} {filler.ChosenInEach(frame.Wordings)}", wordings, changes);

        string[] Some(IReadOnlyList<string> lines, int most)
        {
            var shuffled = lines.ToArray();
            random.Shuffle(shuffled);
            return [.. shuffled.Select(filler.Fill).DistinctBy(Normalised).Take(most).Select(surface.Vary).DistinctBy(Normalised)];
        }
    }

    private static string Normalised(string text) => NotInWords().Replace(text, "").ToLowerInvariant();

    [GeneratedRegex(@"[^\p{L}\p{N}]")]
    private static partial Regex NotInWords();
}
