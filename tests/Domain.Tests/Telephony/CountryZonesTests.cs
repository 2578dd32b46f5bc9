using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Domain.Tests.Telephony;

public sealed class CountryZonesTests
{
    [Theory]
    [InlineData("+84912345678", "Asia/Ho_Chi_Minh")]
    [InlineData("+3546111234", "Atlantic/Reykjavik")]
    [InlineData("+4915123456789", "Europe/Berlin")]
    // One calling code, three countries.
    [InlineData("+18765551234", "America/Jamaica")]
    [InlineData("+14155550101", "America/New_York America/Chicago America/Denver America/Phoenix America/Los_Angeles America/Anchorage America/Adak Pacific/Honolulu")]
    [InlineData("+34612345678", "Europe/Madrid Atlantic/Canary")]
    // A number of no country.
    [InlineData("+80012345678", "")]
    [InlineData("+999123", "")]
    public void A_number_tells_the_clocks_of_its_country(string e164, string zones) => Assert.Equal(zones, string.Join(' ', CountryZones.Of(e164).Select(z => z.Id)));
}
