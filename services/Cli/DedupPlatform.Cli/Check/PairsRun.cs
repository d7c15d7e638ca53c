using System.Text.Json;
using DedupPlatform.Cli.Client;
using DedupPlatform.Cli.Import;
using DedupPlatform.Cli.Import.Readers;
using DedupPlatform.Cli.Input;

namespace DedupPlatform.Cli.Check;

/// <summary>Checks the questions of a file, several at a time, and writes their pairs, the most similar first.</summary>
internal sealed class PairsRun(PairsSettings settings, Terminal terminal)
{
    // Enough to keep a server's cores busy, and far below the checks that it lets wait.
    private const int AtATime = 8;

    private const int FaultsShown = 10;

    private readonly Retry _retry = new(terminal);
    private readonly long _start = terminal.Time.GetTimestamp();

    // Most candidates have the question among theirs, too.
    private readonly HashSet<(string? Site, string, string)> _known = [];

    private readonly List<(double Similarity, string Row)> _pairs = [];

    private long _checked;
    private long _faulty;

    public async Task<int> RunAsync(InputFile file, ImportFormat format, TextWriter pairs, CancellationToken cancellationToken)
    {
        using var client = new DedupClient(settings.Server);
        var questions = new QuestionLine(settings.Site, link: null, revision: 0, terminal.Say, settings.Html);
        var rows = format.ReadAsync(file.Lines, questions, terminal.Say, cancellationToken);
        try
        {
            await terminal.ShowProgressAsync(file.Length, async report =>
            {
                var underWay = new Queue<Task<Answer>>();
                await foreach (var row in rows)
                {
                    underWay.Enqueue(CheckAsync(client, row, cancellationToken));
                    if (underWay.Count == AtATime)
                    {
                        Add(await underWay.Dequeue());
                        report(file.Position, Summary());
                    }
                }

                while (underWay.TryDequeue(out var last))
                {
                    Add(await last);
                }
            });
        }
        finally
        {
            // However it ends: a large file takes hours.
            await WriteAsync(pairs);
        }

        terminal.Print($"{Summary()}.");
        return _checked > 0 && _faulty == 0 ? ExitCode.Done : ExitCode.Partly;
    }

    private async Task<Answer> CheckAsync(DedupClient client, ImportRow row, CancellationToken cancellationToken)
    {
        if (row.Fault is not null)
        {
            return new Answer(row, row.Fault);
        }

        try
        {
            // A row has the fields of a check, and others.
            var question = JsonSerializer.Deserialize(row.Json.Span, WireJson.Default.CheckRequest)! with
            {
                ExcludeId = row.Id,
                Limit = settings.Limit,
                Threshold = settings.Threshold,
            };
            var answer = await _retry.RunAsync(token => client.CheckAsync(question, token), cancellationToken);
            return new Answer(row, null, question, client.ReadCheck(answer).Candidates);
        }
        catch (JsonException)
        {
            return new Answer(row, "title, body and site have to be texts, and a title has to be there");
        }
        catch (BadRequestException exception)
        {
            return new Answer(row, exception.Message);
        }
    }

    private async Task WriteAsync(TextWriter pairs)
    {
        await pairs.WriteLineAsync("text_a\ttext_b\tlabel\tsimilarity\tprobability\tid_a\tid_b");
        foreach (var (_, row) in _pairs.OrderByDescending(pair => pair.Similarity))
        {
            await pairs.WriteLineAsync(row);
        }
    }

    private void Add(Answer answer)
    {
        var (row, fault, question, candidates) = answer;
        if (fault is not null)
        {
            if (++_faulty <= FaultsShown)
            {
                terminal.Say($"Line {row.Line} is not checked: {fault}");
            }

            return;
        }

        _checked++;
        foreach (var found in candidates!)
        {
            var (low, high) = string.CompareOrdinal(row.Id, found.Id) < 0 ? (row.Id, found.Id) : (found.Id, row.Id);
            if (_known.Add((question!.Site, low, high)))
            {
                _pairs.Add((found.Similarity, string.Join('\t', Cell(question.Title), Cell(found.Title), "",
                    $"{found.Similarity:0.0000}", $"{found.Probability:0.000}", Cell(row.Id), Cell(found.Id))));
            }
        }
    }

    private static string Cell(string text) => Words.Plain(text).Replace('\n', ' ').Trim();

    private string Summary()
    {
        var elapsed = terminal.Time.GetElapsedTime(_start);
        return $"{_pairs.Count:N0} pairs of {_checked:N0} questions in {Words.Duration(elapsed)}, {Words.Rate(_checked, elapsed)}"
            + (_faulty == 0 ? "" : $"; {_faulty:N0} rows not checked");
    }

    private sealed record Answer(ImportRow Row, string? Fault, CheckRequest? Question = null, IReadOnlyList<CheckCandidate>? Candidates = null);
}
