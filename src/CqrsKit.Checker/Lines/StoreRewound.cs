namespace CqrsKit.Checker.Lines;

/// <summary>
/// A view's store lost its tail or failed over, a fault that was caused on purpose: what was seen of its fences and
/// generations before counts no more, except for what is named here.
/// </summary>
/// <param name="At">When.</param>
/// <param name="View">The view.</param>
/// <param name="Active">The generation that queries read from now on; null for none.</param>
public sealed record StoreRewound(long At, string View, int? Active = null) : HistoryLine(At);
