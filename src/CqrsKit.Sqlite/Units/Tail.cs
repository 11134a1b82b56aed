namespace CqrsKit.Sqlite.Units;

/// <summary>The end of the log, as a write transaction extends it.</summary>
/// <param name="Epoch">The epoch that new events get.</param>
/// <param name="Last">The last event.</param>
internal readonly record struct Tail(uint Epoch, LogMark Last);
