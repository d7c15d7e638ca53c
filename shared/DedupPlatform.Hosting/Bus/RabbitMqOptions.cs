using System.ComponentModel.DataAnnotations;

namespace DedupPlatform.Hosting;

/// <summary>The message broker; section <c>RabbitMq</c>.</summary>
public sealed class RabbitMqOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "RabbitMq";

    /// <summary>Where the broker is: <c>amqp://host:port/vhost</c>, or <c>amqps://</c> for TLS.</summary>
    /// <value>The default is <c>amqp://localhost:5672/</c>.</value>
    public Uri Url { get; set; } = new("amqp://localhost:5672/");

    /// <summary>The user to log in as.</summary>
    /// <value>The default is <c>guest</c>, which a broker accepts only from its own machine.</value>
    [Required(AllowEmptyStrings = false, ErrorMessage = "It must name a user of the broker.")]
    public string Username { get; set; } = "guest";

    /// <summary>The user's password.</summary>
    /// <value>The default is <c>guest</c>.</value>
    [DataType(DataType.Password)]
    public string Password { get; set; } = "guest";

    /// <summary>A file that holds the password, read again for every connection; it takes precedence over <see cref="Password"/>.</summary>
    /// <value>None by default.</value>
    public string? PasswordFile { get; set; }

    /// <summary>
    /// A PEM file with the certificate authority that signed the broker's certificate, if the system does not already trust it.
    /// </summary>
    /// <value>None by default.</value>
    public string? CertificateAuthority { get; set; }

    /// <summary>How long the broker may take to confirm a message; after that, sending counts as failed.</summary>
    /// <value>100 ms to one minute; 10 seconds by default.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ErrorMessage = "It must be a time from 00:00:00.1 to 00:01:00.")]
    public TimeSpan ConfirmWithin { get; set; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // Reported without the member's name, so that a password in the URL is not printed.
        if (Url is not { IsAbsoluteUri: true, Scheme: "amqp" or "amqps", UserInfo: "" })
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(Url)} must be like amqp://host:5672/vhost or amqps://host:5671/vhost; user and password have options of their own.");
        }

        foreach (var (name, file) in new[] { (nameof(PasswordFile), PasswordFile), (nameof(CertificateAuthority), CertificateAuthority) })
        {
            if (file is not null && !File.Exists(file))
            {
                yield return new ValidationResult("There is no such file.", [name]);
            }
        }
    }
}
