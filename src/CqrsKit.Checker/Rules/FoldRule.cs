using CqrsKit.Checker.Lines;

namespace CqrsKit.Checker.Rules;

/// <summary>Rows in the stores: each is the fold of the log at the checkpoint that it claims, and a hole only by its own fault.</summary>
internal sealed class FoldRule(Walk walk) : Rule(walk)
{
    public override void Reached(HistoryLine observed, int line)
    {
        if (observed is not RowSampled sample)
            return;
        Walk.Samples++;
        var row = Walk.Row(sample.View, sample.Tenant, sample.Key);
        if (row.Mended is { } mended && row.PoisonedAt is not null && sample.At >= mended.At)
        {
            if (sample.Parked && sample.At > mended.ReplayedAt)
                Walk.Report(
                    Invariant.Poison,
                    $"{Describe(sample)} is parked again, though its events had been taken after all.",
                    line
                );
            if (!sample.Parked)
            {
                mended.ReplayedAt ??= sample.At;
                row = mended.History;
            }
        }

        if (sample.Parked && row.PoisonedAt is null)
        {
            Walk.Report(
                Invariant.Poison,
                $"{Describe(sample)} is parked, and no event of its own up to {sample.Through} is at fault.",
                line
            );
        }
        else if (!sample.Parked && row.PoisonedAt is not null)
        {
            Walk.Report(
                Invariant.Holes,
                $"{Describe(sample)} covers an event that the view cannot take, and is not marked as a hole.",
                line
            );
        }
        else if (sample.Value != row.ValueBeforePoison)
        {
            var owner = Walk.OwnerOf(sample.View, sample.Tenant, sample.Key, sample.Value);
            Walk.Report(
                owner is null ? Invariant.Fold : Invariant.Tenants,
                $"{Describe(sample)} is {Show(sample.Value)} at {sample.Through}; the fold of the log is {Show(row.ValueBeforePoison)}{(owner is null ? "" : $", and tenant '{owner}' has that row")}.",
                line
            );
        }
    }

    private static string Describe(RowSampled sample) =>
        $"Row '{sample.Key}' of tenant '{sample.Tenant}' in '{sample.View}' {sample.Generation}";

    private static string Show(string? value) => value ?? "absent";
}
