using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace DedupPlatform.Monitoring.Tests.Running;

/// <summary>
/// The real Prometheus with our rules, scraping every five seconds, as a busy machine may take as long to answer; gone when disposed, its data with
/// it, or with this process.
/// </summary>
internal sealed class PrometheusProcess : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dedup-prometheus-").FullName;
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{ServiceProcess.FreePort()}") };
    private readonly Process _process;

    /// <param name="jobs">What to scrape: the address with the path, by the job's name.</param>
    public PrometheusProcess(IReadOnlyDictionary<string, Uri> jobs)
    {
        var scrapes = string.Concat(jobs.Select(job =>
            $"  - {{ job_name: {job.Key}, metrics_path: {job.Value.AbsolutePath}, static_configs: [{{ targets: ['{job.Value.Authority}'] }}] }}\n"));
        var configuration = Path.Combine(_folder, "prometheus.yml");
        File.WriteAllText(configuration, $$"""
            global: { scrape_interval: 5s, scrape_timeout: 5s, evaluation_interval: 1s }
            rule_files: ["{{Path.Combine(Repository.Root, "k8s", "monitoring", "rules")}}/*.yaml"]
            scrape_configs:
            {{scrapes}}
            """);
        _process = Process.Start(ServiceProcess.StartInfo(
        [
            Promtool.Find("prometheus"),
            $"--config.file={configuration}", $"--storage.tsdb.path={_folder}/data", $"--web.listen-address={_http.BaseAddress!.Authority}", "--log.level=error",
        ]))!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public async Task ReadyAsync() => await Until.TrueAsync(
        async () =>
        {
            _process.HasExited.ShouldBeFalse("Prometheus ended at its start.");
            try
            {
                using var answer = await _http.GetAsync("/-/ready");
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        },
        "Prometheus is ready");

    /// <summary>The values an expression has now, one for each series; an expression that Prometheus refuses is an error.</summary>
    public async Task<IReadOnlyList<double>> ValuesAsync(string expression)
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("query", expression)]);
        using var response = await _http.PostAsync("/api/v1/query", form);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{expression}: {answer.GetProperty("error").GetString()}");
        }

        var data = answer.GetProperty("data");
        return data.GetProperty("resultType").GetString() == "vector"
            ? [.. data.GetProperty("result").EnumerateArray().Select(series => Number(series.GetProperty("value")))]
            : [Number(data.GetProperty("result"))];
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static double Number(JsonElement sample) => sample[1].GetString() switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        var number => double.Parse(number!, CultureInfo.InvariantCulture),
    };
}
