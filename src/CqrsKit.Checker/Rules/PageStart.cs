using CqrsKit.Checker.Lines;

namespace CqrsKit.Checker.Rules;

/// <summary>Where a page begins; it is no line of a history.</summary>
internal sealed record PageStart(PageRead Page) : HistoryLine(Page.At);
