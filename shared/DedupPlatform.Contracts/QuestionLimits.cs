using System.ComponentModel.DataAnnotations;

namespace DedupPlatform.Contracts;

/// <summary>Limits on what a platform may send. Characters are UTF-16 code units, as .NET, Java and JavaScript count them.</summary>
public sealed class QuestionLimits
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Limits";

    private const string OutOfRange = "It must be a whole number from {1} to {2}.";

    /// <summary>The maximum number of characters in a site's name.</summary>
    /// <value>The default is 64; 7, which <c>default</c> has, to 256 are allowed.</value>
    [Range(7, 256, ErrorMessage = OutOfRange)]
    public int SiteCharacters { get; set; } = 64;

    /// <summary>The maximum number of characters in a question's identifier.</summary>
    /// <value>The default is 128; 1 to 1,024 are allowed.</value>
    [Range(1, 1_024, ErrorMessage = OutOfRange)]
    public int IdCharacters { get; set; } = 128;

    /// <summary>The maximum number of characters in a title.</summary>
    /// <value>The default is 300; 1 to 10,000 are allowed.</value>
    [Range(1, 10_000, ErrorMessage = OutOfRange)]
    public int TitleCharacters { get; set; } = 300;

    /// <summary>
    /// The maximum number of characters in a body. The brokers of Compose, Kubernetes and <c>make up-local</c> take messages of at most
    /// 1 MiB, in which a character takes up to six bytes: from 150,000 on, raise their <c>max_message_size</c> as well.
    /// </summary>
    /// <value>The default is 30,000; 1 to 1,000,000 are allowed.</value>
    [Range(1, 1_000_000, ErrorMessage = OutOfRange)]
    public int BodyCharacters { get; set; } = 30_000;

    /// <summary>The maximum number of characters in the address of a question.</summary>
    /// <value>The default is 2,048; 1 to 16,384 are allowed.</value>
    [Range(1, 16_384, ErrorMessage = OutOfRange)]
    public int UrlCharacters { get; set; } = 2_048;

    /// <summary>The maximum number of tags on a question.</summary>
    /// <value>The default is 20; 0 to 1,000 are allowed.</value>
    [Range(0, 1_000, ErrorMessage = OutOfRange)]
    public int Tags { get; set; } = 20;

    /// <summary>The maximum number of characters in a tag.</summary>
    /// <value>The default is 64; 1 to 1,024 are allowed.</value>
    [Range(1, 1_024, ErrorMessage = OutOfRange)]
    public int TagCharacters { get; set; } = 64;

    /// <summary>
    /// The maximum number of candidates that a duplicate check may ask for. A check without a limit gets 10, or this many if that
    /// is fewer.
    /// </summary>
    /// <value>The default is 100; 1 to 1,000 are allowed.</value>
    [Range(1, 1_000, ErrorMessage = OutOfRange)]
    public int Candidates { get; set; } = 100;

    /// <summary>
    /// The maximum number of rejected lines that the answer to an upload of many questions lists; all of them are counted.
    /// </summary>
    /// <value>The default is 100; 100 to 10,000 are allowed.</value>
    [Range(100, 10_000, ErrorMessage = OutOfRange)]
    public int RejectedLines { get; set; } = 100;

    /// <summary>The maximum number of bytes in a request's body, except in an upload of many questions.</summary>
    /// <value>The default is 1,048,576 (1 MiB); 1,024 to 104,857,600 are allowed.</value>
    [Range(1_024, 104_857_600, ErrorMessage = OutOfRange)]
    public int RequestBytes { get; set; } = 1_048_576;

    /// <summary>The maximum number of bytes in one line of an upload of many questions, not counting its line break.</summary>
    /// <value>The default is 65,536 (64 KiB); 1,024 to 16,777,216 are allowed.</value>
    [Range(1_024, 16_777_216, ErrorMessage = OutOfRange)]
    public int BulkLineBytes { get; set; } = 65_536;
}
