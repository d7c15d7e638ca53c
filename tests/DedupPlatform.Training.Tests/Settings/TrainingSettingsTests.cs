using DedupPlatform.Training.Settings;

namespace DedupPlatform.Training.Tests.Settings;

public sealed class TrainingSettingsTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("{\"model\": \"m\",\n\"steps\": 2.5}", "line 2, $.steps: This value is of another kind, or another word, than the setting takes")]
    [InlineData("{\"losses\": [\n{\"kind\": \"triplet\",\n\"distance\": \"cos\"}]}", "line 3, $.losses[0].distance: This value is of another kind, or another word")]
    [InlineData("{\n\"losses\": null}", "line 2, $.losses: It must not be null.")]
    [InlineData("{\n\"model\": \"m\",\n\"steps\": ,}", "line 3, $.steps: ',' is an invalid start of a value")]
    [InlineData("{\"steps\": 1,\n\"steps\": 2}", "line 2, $.steps: Duplicate property 'steps'")]
    public void A_file_that_cannot_be_read_is_refused_with_the_place(string json, string fault)
    {
        File.WriteAllText(_path, json);
        Should.Throw<InvalidDataException>(() => TrainingSettings.Load(_path)).Message.ShouldStartWith($"{_path}: {fault}");
    }
}
