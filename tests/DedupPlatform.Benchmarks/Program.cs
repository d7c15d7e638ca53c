using DedupPlatform.Benchmarks;

switch (args)
{
    case ["encoder", .. var rest]: await EncoderBenchmark.Run(rest); break;
    case ["models", .. var rest]: await ModelsBenchmark.Run(rest); break;
    case ["index", .. var rest]: await IndexBenchmark.Run(rest); break;
    case ["broker", .. var rest]: await BrokerBenchmark.Run(rest); break;
    case ["service", .. var rest]: await ServiceBenchmark.Run(rest); break;
    default:
        Console.WriteLine("""
            Usage: encoder QUESTIONS.tsv.gz [MODEL [COUNT]]
                   models QUESTIONS.tsv.gz MODEL MODEL...
                   index [ROWS [RESCORED [VECTORS]]]
                   service URL QUESTIONS.tsv.gz COUNT [MODEL]
                   broker INGESTION_URL QUERY_URL AMQP_URL QUESTIONS.tsv.gz COUNT [MODEL]
            """);
        break;
}
