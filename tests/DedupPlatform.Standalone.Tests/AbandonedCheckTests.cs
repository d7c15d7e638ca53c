namespace DedupPlatform.Standalone.Tests;

public sealed class AbandonedCheckTests
{
    [Fact]
    public async Task A_check_that_its_asker_gave_up_on_is_measured_as_499()
    {
        await using var standalone = new BreakableStandalone();
        await standalone.AnswersAsync();
        standalone.Backend.Hang();
        using var http = standalone.CreateClient();

        await Until.TrueAsync(
            async () =>
            {
                await GiveUpAsync(http);
                return await http.MeasuredAsync(
                    "http_server_request_duration_seconds_count", "http_response_status_code=\"499\"", "http_route=\"/v1/duplicates/check\"") > 0;
            },
            "an abandoned check is measured");

        standalone.Backend.Mend();
    }

    // Sooner or later one has reached the encoder before its asker is gone.
    private static async Task GiveUpAsync(HttpClient http)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Should.ThrowAsync<OperationCanceledException>(
            () => http.PostAsync("/v1/duplicates/check", new StringContent("""{"title":"How do I reset my router?"}""", null, "application/json"), patience.Token));
    }
}
