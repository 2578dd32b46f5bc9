using System.Text;
using EscalationCqrs.Infrastructure.Reports;

namespace EscalationCqrs.Application.Tests.Reports;

public sealed class CsvFileTests
{
    [Theory]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("+1+1")]
    [InlineData("-2+3")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    public void A_cell_that_would_begin_a_formula_is_escaped(string cell)
    {
        var text = Encoding.UTF8.GetString(CsvFile.Write([], ["name"], [[cell]]));

        Assert.DoesNotContain(text.Split("\r\n"), line => line.Trim('"').StartsWith(cell[0]));
        Assert.Contains("'" + cell.Replace("\"", "\"\""), text);
    }

    [Fact]
    public void The_file_says_what_it_is_about_before_its_table()
    {
        var lines = Encoding.UTF8.GetString(CsvFile.Write([("zone", "UTC")], ["at"], [[new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.FromHours(1))]])).TrimStart('\uFEFF').Split("\r\n");

        Assert.Equal(["zone,UTC", "", "at", "2026-03-02T09:00:00Z"], lines[..4]);
    }
}
