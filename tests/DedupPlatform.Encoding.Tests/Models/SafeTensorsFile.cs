using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DedupPlatform.Encoding.Tests;

/// <summary>Safetensors files of every type and every fault, written apart from the writer under test.</summary>
public static class SafeTensorsFile
{
    public static void Write(string path, string dtype, IEnumerable<(string Name, int[] Shape, float[] Values)> tensors)
    {
        var header = new Dictionary<string, object>();
        var data = new MemoryStream();
        foreach (var (name, shape, values) in tensors)
        {
            var begin = data.Length;
            Array.ForEach(values, value => data.Write(Bytes(dtype, value)));
            header.Add(name, new { dtype, shape, data_offsets = new[] { begin, data.Length } });
        }

        Write(path, JsonSerializer.Serialize(header), data.ToArray());
    }

    public static void Write(string path, string header, byte[] data)
    {
        var text = System.Text.Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        File.WriteAllBytes(path, [.. length, .. text, .. data]);
    }

    /// <summary>Overwrites the second half of a file of 32-bit floats: its header stays as it is, and so does its length.</summary>
    public static void Damage(string path, float value)
    {
        var bytes = File.ReadAllBytes(path);
        MemoryMarshal.Cast<byte, float>(bytes.AsSpan(^(bytes.Length / 8 * sizeof(float))..)).Fill(value);
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>The value that is left of <paramref name="value"/> once it was stored as <paramref name="dtype"/>.</summary>
    public static float Round(string dtype, float value) => dtype switch
    {
        "F16" => (float)(Half)value,
        "BF16" => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & 0xFFFF0000),
        _ => value,
    };

    private static byte[] Bytes(string dtype, float value) => dtype switch
    {
        "F32" => BitConverter.GetBytes(value),
        "F16" => BitConverter.GetBytes((Half)value),
        "BF16" => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)),
        "I64" => BitConverter.GetBytes((long)value),
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, null),
    };
}
