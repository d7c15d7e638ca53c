using DedupPlatform.Hosting;
using DedupPlatform.Query;

return await StartupFaults.GuardAsync(async () =>
{
    var builder = HostingDefaults.CreateHost(args);
    builder.Services
        .AddEncoders()
        .AddQdrantIndex()
        .AddServedGenerations()
        .AddQuery();

    if (builder.OnlyValidates(args))
    {
        return;
    }

    var app = builder.Build();
    app.MapHostingDefaults();
    app.MapQuery();
    await app.RunHostAsync();
});
