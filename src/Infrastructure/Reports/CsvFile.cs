using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace EscalationCqrs.Infrastructure.Reports;

/// <summary>Tables as CSV that a spreadsheet opens without running anything: cells that would begin a formula are escaped.</summary>
public static class CsvFile
{
    /// <param name="preamble">What the file is about, a name and a value a line, before the table.</param>
    public static byte[] Write(IEnumerable<(string Name, string Value)> preamble, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<object?>> rows)
    {
        using var stream = new MemoryStream();
        // The mark tells spreadsheets that this is UTF-8.
        using (var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true))
        using (var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape }))
        {
            foreach (var (name, value) in preamble)
                Line(csv, [name, value]);
            csv.NextRecord();
            Line(csv, header);
            foreach (var row in rows)
                Line(csv, row);
        }

        return stream.ToArray();
    }

    private static void Line(CsvWriter csv, IEnumerable<object?> cells)
    {
        foreach (var cell in cells)
            csv.WriteField(cell is DateTimeOffset at ? at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : Convert.ToString(cell, CultureInfo.InvariantCulture));
        csv.NextRecord();
    }
}
