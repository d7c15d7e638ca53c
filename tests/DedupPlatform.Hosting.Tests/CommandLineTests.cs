using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--Validate", "--Urls", "http://127.0.0.1:8080")]
    [InlineData("--Urls=http://127.0.0.1:8080", "--VALIDATE")]
    [InlineData("--help", "--Urls", "nonsense")]
    [InlineData("--HELP")]
    [InlineData("-h")]
    public void A_check_and_help_start_no_server(params string[] args) => HostingDefaults.CreateHost(args).OnlyValidates(args).ShouldBeTrue();

    [Theory]
    [InlineData("--environment=Development", "--contentRoot", ".", "--applicationName=DedupPlatform")]
    [InlineData("--urls", "http://127.0.0.1:8080", "--OTEL_SERVICE_NAME", "dedup-blue", "--Logging:LogLevel:Default", "Warning")]
    [InlineData("--Encoder=", "--Encoder:Model=", "--http_ports", "8080")]
    public void Options_are_taken(params string[] args) => CommandLine.Faults(args).ShouldBeEmpty();

    [Theory]
    [InlineData("--validat is no option. Did you mean --validate?", "--validat", "--Urls", "http://127.0.0.1:8080")]
    [InlineData("--Url is no option. Did you mean --Urls?", "--Url", "http://127.0.0.1:8080")]
    [InlineData("--Encoder__Threads is no option. Options are written --Section:Name VALUE.", "--Encoder__Threads", "2")]
    [InlineData("-x is no option. Options are written --Section:Name VALUE.", "-x=1")]
    [InlineData("/Encoder:Threads is no option. Options are written --Section:Name VALUE.", "/Encoder:Threads", "2")]
    [InlineData("serve is no option. Options are written --Section:Name VALUE.", "serve")]
    [InlineData("--Encoder:Threads lacks its value.", "--Encoder:Threads", "--Urls", "http://127.0.0.1:8080")]
    [InlineData("--Urls lacks its value.", "--Urls")]
    [InlineData("Acess is no section. Did you mean Access?", "--Acess:Key", "0123456789abcdef")]
    public void A_mistyped_switch_stops_the_start_and_is_named(string fault, params string[] args) =>
        Should.Throw<OptionsValidationException>(() => HostingDefaults.CreateHost(args).OnlyValidates(args)).Failures.ShouldBe([fault]);
}
