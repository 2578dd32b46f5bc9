using System.ComponentModel.DataAnnotations;
using EscalationCqrs.Infrastructure;

namespace EscalationCqrs.Application.Tests.Telephony;

/// <summary>The address under which carriers call and customers write.</summary>
public sealed class DeskOptionsTests
{
    [Theory]
    [InlineData("https://desk.example.com", true)]
    [InlineData("http://localhost:8080", true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://[::1]:8080", true)]
    [InlineData("http://desk.example.com", false)]
    [InlineData("http://192.168.1.7", false)]
    [InlineData("ftp://desk.example.com", false)]
    [InlineData("desk.example.com", false)]
    public void Only_this_machine_alone_is_reached_without_TLS(string address, bool right)
    {
        List<ValidationResult> objections = [];
        var options = new DeskOptions { PublicBaseUrl = new Uri(address, UriKind.RelativeOrAbsolute) };

        Assert.Equal(right, Validator.TryValidateObject(options, new ValidationContext(options), objections, validateAllProperties: true));

        Assert.Equal(right, objections.Count == 0);
        Assert.All(objections, o => Assert.StartsWith("Desk__PublicBaseUrl", o.ErrorMessage, StringComparison.Ordinal));
    }
}
