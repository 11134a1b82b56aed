namespace CqrsKit.Reading;

/// <summary>What became of the parked events of a key that were taken again.</summary>
/// <param name="Replayed">How many are in the view now, or took effect.</param>
/// <param name="StillParked">How many are still parked; 0 means that the hole is closed.</param>
/// <param name="Error">Why the first of those still parked could not be taken; null where none is.</param>
public sealed record ReplayReport(int Replayed, int StillParked, string? Error);
