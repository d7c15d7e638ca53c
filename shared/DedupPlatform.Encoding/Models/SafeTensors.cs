using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DedupPlatform.Encoding;

/// <summary>Reads a <c>safetensors</c> file: a JSON header that says where each tensor lies, then the tensors' bytes.</summary>
/// <remarks>
/// Only the header is read on opening; a tensor is read when it is asked for, through a small buffer. It uses plain reads rather
/// than a memory map: a file that shrinks under a map kills the process, while a read fails with a message. Members may be called
/// concurrently.
/// </remarks>
public sealed class SafeTensors : IDisposable
{
    private const int ChunkBytes = 1 << 20;
    private readonly SafeFileHandle _file;

    private SafeTensors(string path, SafeFileHandle file, IReadOnlyDictionary<string, TensorInfo> tensors)
    {
        Path = path;
        _file = file;
        Tensors = tensors;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What the file holds, by name.</summary>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>Opens a file and checks its header: lengths, bounds, overlaps, and that shape, type and size agree.</summary>
    /// <exception cref="InvalidModelException">The file is missing, truncated or not a safetensors file.</exception>
    public static SafeTensors Open(string path)
    {
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(path, options: FileOptions.RandomAccess);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidModelException(path, $"cannot be read ({exception.Message}); a safetensors file is needed.", exception);
        }

        try
        {
            return new SafeTensors(path, file, SafeTensorsHeader.Read(path, file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a tensor as float32, in the file's row-major order.</summary>
    /// <exception cref="InvalidModelException">
    /// There is no such tensor, its type is not F32, F16 or BF16, or the file was truncated since it was opened.
    /// </exception>
    public float[] Read(string name)
    {
        var values = GC.AllocateUninitializedArray<float>(checked((int)Find(name).Count));
        Read(name, values);
        return values;
    }

    /// <summary>Reads a tensor as float32 into <paramref name="destination"/>, which must have exactly its number of values.</summary>
    /// <inheritdoc cref="Read(string)" path="/exception"/>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="destination"/> has another length.</exception>
    public void Read(string name, Span<float> destination)
    {
        var tensor = Find(name);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, tensor.Count);
        switch (tensor.DType)
        {
            case "F32" when BitConverter.IsLittleEndian:
                ReadBytes(tensor, 0, MemoryMarshal.AsBytes(destination));
                break;
            case "F16" when BitConverter.IsLittleEndian:
                ReadHalves(tensor, destination, static (from, to) => TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<ushort, Half>(from), to));
                break;
            case "BF16" when BitConverter.IsLittleEndian:
                ReadHalves(tensor, destination, WidenBFloat16);
                break;
            default:
                throw new InvalidModelException(Path, $"tensor '{name}' is stored as {tensor.DType}; F32, F16 or BF16 is needed.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private TensorInfo Find(string name) =>
        Tensors.GetValueOrDefault(name) ?? throw new InvalidModelException(Path, $"has no tensor '{name}'.");

    private void ReadHalves(TensorInfo tensor, Span<float> destination, Action<ReadOnlySpan<ushort>, Span<float>> widen)
    {
        var chunk = ArrayPool<ushort>.Shared.Rent(ChunkBytes / sizeof(ushort));
        try
        {
            for (var done = 0; done < destination.Length;)
            {
                var part = chunk.AsSpan(0, Math.Min(chunk.Length, destination.Length - done));
                ReadBytes(tensor, done * (long)sizeof(ushort), MemoryMarshal.AsBytes(part));
                widen(part, destination.Slice(done, part.Length));
                done += part.Length;
            }
        }
        finally
        {
            ArrayPool<ushort>.Shared.Return(chunk);
        }
    }

    private void ReadBytes(TensorInfo tensor, long skip, Span<byte> destination)
    {
        for (var offset = tensor.Offset + skip; !destination.IsEmpty;)
        {
            var read = RandomAccess.Read(_file, destination, offset);
            if (read == 0)
            {
                throw new InvalidModelException(Path, $"ends within tensor '{tensor.Name}'; the file was truncated while it was read.");
            }

            destination = destination[read..];
            offset += read;
        }
    }

    // A bfloat16 is the upper half of a float32.
    private static void WidenBFloat16(ReadOnlySpan<ushort> from, Span<float> to)
    {
        var bits = MemoryMarshal.Cast<float, uint>(to);
        var i = 0;
        for (; i <= from.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(from[i..]), out var lower, out var upper);
            (lower << 16).CopyTo(bits[i..]);
            (upper << 16).CopyTo(bits[(i + Vector<uint>.Count)..]);
        }

        for (; i < from.Length; i++)
        {
            bits[i] = (uint)from[i] << 16;
        }
    }
}
