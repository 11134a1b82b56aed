namespace CqrsKit.Reading;

/// <summary>
/// An event that a view could not take, or that came after such a one for the same key. The key is a hole until its
/// parked events are replayed.
/// </summary>
/// <param name="Key">The key that is parked; each partition parks <see cref="ViewKey.WholeView"/> for itself.</param>
/// <param name="Mark">The event's place in the log, by which it is read again.</param>
/// <param name="Error">Why the first one could not be taken; null for its successors.</param>
public sealed record ParkedEvent(ViewKey Key, LogMark Mark, string? Error);
