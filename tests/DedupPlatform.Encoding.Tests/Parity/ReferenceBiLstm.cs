namespace DedupPlatform.Encoding.Tests;

/// <summary>The bidirectional LSTM, up to the vectors of its tokens, and its projection.</summary>
public sealed class ReferenceBiLstm(TinyBiLstm model, Dictionary<string, float[]> weights) : ReferenceEncoder(weights, model.Pooling, model.Normalize)
{
    protected override double[][] Tokens(int[] tokenIds)
    {
        double[][] rows = [.. tokenIds.Select(id => Weights["embeddings.word_embeddings.weight"]
            .Skip(id * TinyBiLstm.Embedding).Take(TinyBiLstm.Embedding).Select(value => (double)value).ToArray())];
        for (var layer = 0; layer < model.Layers; layer++)
        {
            var forwards = Read(rows, $"l{layer}");
            var backwards = Read([.. rows.Reverse()], $"l{layer}_reverse").Reverse();
            rows = [.. forwards.Zip(backwards, (one, other) => one.Concat(other).ToArray())];
        }

        return rows;
    }

    protected override double[] Project(double[] pooled) => model.Projection is null ? pooled : Linear([pooled], "projection")[0];

    // The rows of the matrices belong to the input gate, the forget gate, the candidate for the cell and the output gate, in this order.
    private double[][] Read(double[][] rows, string direction)
    {
        const int Hidden = TinyBiLstm.Hidden;
        var (state, cell) = (new double[Hidden], new double[Hidden]);
        return [.. rows.Select(row =>
        {
            var fromInput = Product(row, Weights[$"lstm.weight_ih_{direction}"], Weights[$"lstm.bias_ih_{direction}"]);
            var fromState = Product(state, Weights[$"lstm.weight_hh_{direction}"], Weights[$"lstm.bias_hh_{direction}"]);
            double[] gates = [.. fromInput.Zip(fromState, (x, h) => x + h)];
            for (var i = 0; i < Hidden; i++)
            {
                cell[i] = (Sigmoid(gates[Hidden + i]) * cell[i]) + (Sigmoid(gates[i]) * Math.Tanh(gates[(2 * Hidden) + i]));
            }

            return state = [.. cell.Select((value, i) => Sigmoid(gates[(3 * Hidden) + i]) * Math.Tanh(value))];
        })];
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
