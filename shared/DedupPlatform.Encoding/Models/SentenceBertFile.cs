namespace DedupPlatform.Encoding;

/// <summary><c>sentence_bert_config.json</c>.</summary>
internal sealed record SentenceBertFile
{
    public int? MaxSeqLength { get; init; }

    public bool? DoLowerCase { get; init; }
}
