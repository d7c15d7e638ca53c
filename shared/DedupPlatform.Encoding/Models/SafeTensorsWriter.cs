using System.Buffers;
using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DedupPlatform.Encoding;

/// <summary>Writes a <c>safetensors</c> file that <see cref="SafeTensors"/>, and Python, can read.</summary>
public static class SafeTensorsWriter
{
    // From here on a value is rounded to infinity: half a step above the largest finite one, 65,504.
    private const float HalfOverflow = 65_520;

    /// <summary>Writes or replaces a file: a reader, even after a crash, sees either the old file or the new one, complete.</summary>
    /// <param name="path">The file, in a directory that exists.</param>
    /// <param name="tensors">The tensors to write, in this order, each with a name of its own.</param>
    /// <param name="type">How the values are stored; F16 rounds to the nearest, ties to even.</param>
    /// <exception cref="OverflowException">A value is not finite, or would not be once it is stored.</exception>
    /// <exception cref="ArgumentException">A tensor has more or fewer values than its shape calls for.</exception>
    public static void Write(string path, IReadOnlyList<NamedTensor> tensors, TensorType type)
    {
        foreach (var tensor in tensors)
        {
            Check(tensor, type);
        }

        AtomicFile.Write(path, file =>
        {
            WriteHeader(file, tensors, type);
            foreach (var tensor in tensors)
            {
                WriteValues(file, tensor.Values.Span, type);
            }
        });
    }

    private static void Check(NamedTensor tensor, TensorType type)
    {
        if (tensor.Values.Length != tensor.Shape.Aggregate(1L, (product, dimension) => product * dimension))
        {
            throw new ArgumentException($"Tensor '{tensor.Name}' has {tensor.Values.Length} values for [{string.Join(", ", tensor.Shape)}].");
        }

        // NaN if any of the values is NaN.
        var largest = tensor.Values.IsEmpty ? 0 : TensorPrimitives.MaxMagnitude(tensor.Values.Span);
        if (!(MathF.Abs(largest) < (type == TensorType.F16 ? HalfOverflow : float.PositiveInfinity)))
        {
            throw new OverflowException($"Tensor '{tensor.Name}' holds {largest}, which cannot be stored as {type}.");
        }
    }

    private static void WriteHeader(FileStream file, IReadOnlyList<NamedTensor> tensors, TensorType type)
    {
        const int Alignment = 8;
        var header = Header(tensors, type);
        // Readers that map the file want the values aligned to a multiple of their size.
        var padding = -header.Length & (Alignment - 1);
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length + padding);
        file.Write(length);
        file.Write(header);
        file.Write("       "u8[..padding]);
    }

    private static ReadOnlySpan<byte> Header(IReadOnlyList<NamedTensor> tensors, TensorType type)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartObject();
        // Python's transformers refuses a file that does not say this.
        json.WriteStartObject("__metadata__");
        json.WriteString("format", "pt");
        json.WriteEndObject();
        var (offset, size) = (0L, type == TensorType.F16 ? sizeof(ushort) : sizeof(float));
        foreach (var tensor in tensors)
        {
            json.WriteStartObject(tensor.Name);
            json.WriteString("dtype", type.ToString());
            WriteNumbers(json, "shape", tensor.Shape.Select(dimension => (long)dimension));
            WriteNumbers(json, "data_offsets", [offset, offset += (long)tensor.Values.Length * size]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static void WriteValues(FileStream file, ReadOnlySpan<float> values, TensorType type)
    {
        if (type == TensorType.F32)
        {
            file.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        var halves = new Half[values.Length];
        TensorPrimitives.ConvertToHalf(values, halves);
        file.Write(MemoryMarshal.AsBytes<Half>(halves));
    }
}
