namespace DedupPlatform.Encoding.Onnx;

/// <summary>An ONNX model under construction. The numbers are the field numbers of <c>onnx.proto</c>.</summary>
/// <param name="weightsFile">The file that the model names as the place of its weights.</param>
internal sealed class OnnxGraph(string weightsFile)
{
    public const int Float = 1;
    public const int Int32 = 6;
    public const int Int64 = 7;
    private const int IrVersion = 8;
    private const int Opset = 17;
    private const string FusedOperators = "com.microsoft";
    private readonly ProtoMessage _graph = new ProtoMessage().Add(2, "encoder");

    /// <summary>Declares an initializer whose values are given to the session separately from the model.</summary>
    public string Weight(string name, params ReadOnlySpan<int> shape)
    {
        var tensor = Tensor(name, Float, shape).Add(13, new ProtoMessage().Add(1, "location").Add(2, weightsFile)).Add(14, 1L);
        _graph.Add(5, tensor);
        return name;
    }

    /// <summary>Adds an initializer whose values, little-endian, are part of the model.</summary>
    public string Constant(string name, int elementType, ReadOnlySpan<int> shape, ReadOnlySpan<byte> values)
    {
        _graph.Add(5, Tensor(name, elementType, shape).Add(9, values));
        return name;
    }

    public void Input(string name, int elementType, params ReadOnlySpan<string> shape) => _graph.Add(11, Value(name, elementType, shape));

    public void Output(string name, int elementType, params ReadOnlySpan<string> shape) => _graph.Add(12, Value(name, elementType, shape));

    /// <summary>Adds a node with one of ONNX's own operators, and returns the name of its output.</summary>
    public string Node(string type, string output, string[] inputs, params ReadOnlySpan<ProtoMessage> attributes) =>
        Node(type, domain: "", [output], inputs, attributes);

    /// <summary>Adds a node with one of ONNX Runtime's fused operators, and returns the name of its first output.</summary>
    public string Fused(string type, string[] outputs, string[] inputs, params ReadOnlySpan<ProtoMessage> attributes) =>
        Node(type, FusedOperators, outputs, inputs, attributes);

    public static ProtoMessage Attribute(string name, float value) => new ProtoMessage().Add(1, name).Add(2, value).Add(20, 1L);

    public static ProtoMessage Attribute(string name, long value) => new ProtoMessage().Add(1, name).Add(3, value).Add(20, 2L);

    public static ProtoMessage Attribute(string name, string value) => new ProtoMessage().Add(1, name).Add(4, value).Add(20, 3L);

    public static ProtoMessage Attribute(string name, params ReadOnlySpan<long> values)
    {
        var attribute = new ProtoMessage().Add(1, name);
        foreach (var value in values)
        {
            attribute.Add(8, value);
        }

        return attribute.Add(20, 7L);
    }

    public static ProtoMessage Axes(long axis) => Attribute("axes", [axis]);

    public byte[] ToBytes() => new ProtoMessage()
        .Add(1, IrVersion)
        .Add(7, _graph)
        .Add(8, new ProtoMessage().Add(1, "").Add(2, Opset))
        .Add(8, new ProtoMessage().Add(1, FusedOperators).Add(2, 1L))
        .ToArray();

    private string Node(string type, string domain, string[] outputs, string[] inputs, ReadOnlySpan<ProtoMessage> attributes)
    {
        var node = new ProtoMessage();
        Array.ForEach(inputs, input => node.Add(1, input));
        Array.ForEach(outputs, output => node.Add(2, output));
        node.Add(3, outputs[0]).Add(4, type).Add(7, domain);
        foreach (var attribute in attributes)
        {
            node.Add(5, attribute);
        }

        _graph.Add(1, node);
        return outputs[0];
    }

    private static ProtoMessage Tensor(string name, int elementType, ReadOnlySpan<int> shape)
    {
        var tensor = new ProtoMessage();
        foreach (var dimension in shape)
        {
            tensor.Add(1, dimension);
        }

        return tensor.Add(2, elementType).Add(8, name);
    }

    private static ProtoMessage Value(string name, int elementType, ReadOnlySpan<string> shape)
    {
        var dimensions = new ProtoMessage();
        foreach (var dimension in shape)
        {
            dimensions.Add(1, new ProtoMessage().Add(2, dimension));
        }

        var type = new ProtoMessage().Add(1, elementType).Add(2, dimensions);
        return new ProtoMessage().Add(1, name).Add(2, new ProtoMessage().Add(1, type));
    }
}
