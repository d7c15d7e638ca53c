using System.Reflection;
using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Onnx;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting;

/// <summary>Chooses the backend: TorchSharp on a GPU, ONNX Runtime on a CPU, unless the configuration says otherwise.</summary>
internal static class EncoderBackends
{
    // TorchSharp brings 200 MB of libtorch, so a host carries it only when it was built with -p:Torch=cpu or -p:Torch=cuda.
    private const string Torch = "DedupPlatform.Encoding.Torch.TorchBackend, DedupPlatform.Encoding.Torch";

    public static IEncoderBackend Create(ModelDirectory model, EncoderOptions options)
    {
        var cuda = options.Device.StartsWith("cuda", StringComparison.Ordinal);
        return options.Backend switch
        {
            "torch" => CreateTorch(model, options) ?? throw Missing("Encoder:Backend is 'torch'"),
            "onnx" when cuda => throw new OptionsValidationException(EncoderOptions.Section, typeof(EncoderOptions),
                [$"Encoder:Backend is 'onnx' and Encoder:Device is '{options.Device}'. The onnx backend runs on the CPU; use device 'cpu' or backend 'torch'."]),
            "auto" when cuda => CreateTorch(model, options) ?? throw Missing($"Encoder:Device is '{options.Device}'"),
            "auto" when options.Device == "auto" && TorchHasCuda() => CreateTorch(model, options)!,
            _ => new OnnxBackend(model, options.Threads),
        };
    }

    private static IEncoderBackend? CreateTorch(ModelDirectory model, EncoderOptions options)
    {
        try
        {
            return (IEncoderBackend?)Type.GetType(Torch)?.GetMethod("Create")!
                .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [model, options.Device, options.Threads], null);
        }
        catch (ArgumentException exception)
        {
            throw new OptionsValidationException(EncoderOptions.Section, typeof(EncoderOptions), [exception.Message]);
        }
    }

    private static bool TorchHasCuda() => Type.GetType(Torch)?.GetProperty("CudaAvailable")!.GetValue(null) is true;

    private static OptionsValidationException Missing(string asked) => new(EncoderOptions.Section, typeof(EncoderOptions),
        [$"{asked}, but this build carries no TorchSharp. Build it with -p:Torch=cpu or -p:Torch=cuda, or use the onnx backend."]);
}
