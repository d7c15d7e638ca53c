using DedupPlatform.Encoding;

namespace DedupPlatform.Training.Calibrating;

/// <summary>Learns the curve from similarity to probability from judged pairs.</summary>
/// <param name="scores">One similarity per pair.</param>
/// <param name="labels">One label per score: <see langword="true"/> for a duplicate.</param>
public delegate IReadOnlyList<CalibrationPoint> CurveFit(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels);
