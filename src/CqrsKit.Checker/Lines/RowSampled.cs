namespace CqrsKit.Checker.Lines;

/// <summary>A row in a view store, seen in one moment with the checkpoint that covers it.</summary>
/// <param name="At">When.</param>
/// <param name="View">The view.</param>
/// <param name="Generation">Its generation.</param>
/// <param name="Through">The checkpoint that the store claims for the row.</param>
/// <param name="Tenant">The row's tenant.</param>
/// <param name="Key">The row's key.</param>
/// <param name="Value">The row as text; null where there is none.</param>
/// <param name="Parked">Whether the store marks the key as a hole.</param>
public sealed record RowSampled(
    long At,
    string View,
    int Generation,
    Mark Through,
    string Tenant,
    string Key,
    string? Value = null,
    bool Parked = false
) : HistoryLine(At);
