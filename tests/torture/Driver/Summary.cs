using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CqrsKit.Torture.Campaigns;

namespace CqrsKit.Torture;

/// <summary>The table at the end of a run.</summary>
internal static class Summary
{
    /// <summary>
    /// A line for each campaign. Where nothing was found in n tries, the rate of failures is below 3/n with a probability of
    /// 95 % (the rule of three).
    /// </summary>
    public static IEnumerable<string> Of(IReadOnlyList<CampaignResult> results)
    {
        yield return "| campaign | faults | commands | refused or unknown | rows compared | found | bound at 95 % | s |";
        yield return "|---|---|---|---|---|---|---|---|";
        foreach (var one in results)
            yield return Line(one);
        var (faults, commands) = (results.Sum(one => one.Count), results.Sum(one => one.Commands));
        var found = results.Sum(one => one.Found.Count);
        yield return Format(
            $"| all | {faults:N0} | {commands:N0} | {results.Sum(one => one.Refused):N0} | {results.Sum(one => one.Rows):N0} | {found} | {Bound(found, faults)} of faults, {Bound(found, commands)} of commands | |"
        );
    }

    public static string Line(CampaignResult one) =>
        Format(
            $"| {one.Campaign.Name} | {one.Count:N0} {one.Campaign.Faults} | {one.Commands:N0} | {one.Refused:N0} | {one.Rows:N0} | {one.Found.Count} | {Bound(one.Found.Count, one.Count)} | {one.Took.TotalSeconds:0} |"
        );

    private static string Bound(int found, int count) =>
        found > 0 || count == 0 ? "none" : Format($"{Math.Min(100, 300.0 / count):0.####} %");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
