using System.ComponentModel.DataAnnotations;

namespace EscalationCqrs.Infrastructure.Recordings;

/// <summary>Where recordings, and files that came with e-mails, are kept, and how hard one node works at fetching them.</summary>
public sealed class RecordingOptions : IValidatableObject
{
    public const string Section = "Recordings";

    /// <summary><c>disk</c> or <c>s3</c>: where new recordings go. Those that lie elsewhere stay readable as long as that place is configured.</summary>
    [RegularExpression("disk|s3", ErrorMessage = "Set Recordings__Store to disk or s3.")]
    public string Store { get; set; } = "disk";

    /// <summary>Folder of the disk store; all nodes must share it.</summary>
    [Required]
    public string Path { get; set; } = "recordings";

    /// <summary>Recordings copied at once by one node.</summary>
    [Range(1, 64)]
    public int InFlight { get; set; } = 4;

    /// <summary>The longest file that is taken, in megabytes.</summary>
    [Range(1, 100_000)]
    public int MaxMegabytes { get; set; } = 2048;

    /// <summary>How many days of the carriers' lists are compared with ours every hour.</summary>
    [Range(1, 90)]
    public int InventoryDays { get; set; } = 30;

    /// <summary>Address of the S3 service; empty for Amazon's own in the region.</summary>
    public Uri? S3Endpoint { get; set; }

    public string S3Region { get; set; } = "us-east-1";

    public string? S3Bucket { get; set; }

    public string? S3AccessKey { get; set; }

    public string? S3SecretKey { get; set; }

    /// <summary>Server-side encryption: <c>AES256</c>, <c>aws:kms</c>, or <c>none</c> where the service does not know any.</summary>
    [RegularExpression("AES256|aws:kms|none", ErrorMessage = "Set Recordings__S3Encryption to AES256, aws:kms or none.")]
    public string S3Encryption { get; set; } = "AES256";

    public bool HasS3 => !string.IsNullOrEmpty(S3Bucket);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Store == "s3" && (!HasS3 || string.IsNullOrEmpty(S3AccessKey) || string.IsNullOrEmpty(S3SecretKey)))
            yield return new("Set Recordings__S3Bucket, Recordings__S3AccessKey and Recordings__S3SecretKey to keep recordings in S3.", [nameof(S3Bucket)]);
    }
}
