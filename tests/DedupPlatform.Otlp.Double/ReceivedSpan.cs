namespace DedupPlatform.Otlp.Double;

/// <summary>A span as it came in; identifiers are hexadecimal.</summary>
public sealed record ReceivedSpan(string Name, string TraceId, string SpanId, string ParentId, IReadOnlyList<string> LinkedSpans);
