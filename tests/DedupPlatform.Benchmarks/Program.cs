using DedupPlatform.Benchmarks;

switch (args)
{
    case ["encoder", .. var rest]: await EncoderBenchmark.Run(rest); break;
    case ["index", .. var rest]: await IndexBenchmark.Run(rest); break;
    default: Console.WriteLine("Usage: encoder QUESTIONS.tsv.gz [MODEL [COUNT]] | index [ROWS [RESCORED [VECTORS]]]"); break;
}
