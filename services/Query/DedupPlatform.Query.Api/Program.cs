using DedupPlatform.Hosting;
using DedupPlatform.Query;

return await HostingDefaults.RunAsync(
    args,
    services => services
        .AddEncoders()
        .AddQdrantIndex()
        .AddServedGenerations()
        .AddQuery(),
    app => app.MapQuery());
