using DedupPlatform.Benchmarks;

switch (args)
{
    case ["encoder", .. var rest]: await EncoderBenchmark.Run(rest); break;
    case ["index", .. var rest]: await IndexBenchmark.Run(rest); break;
    case ["service", .. var rest]: await ServiceBenchmark.Run(rest); break;
    default: Console.WriteLine("Usage: encoder QUESTIONS.tsv.gz [MODEL [COUNT]] | service URL QUESTIONS.tsv.gz COUNT [MODEL] | index [ROWS [RESCORED [VECTORS]]]"); break;
}
