namespace CqrsKit.Checker.Lines;

/// <summary>A stream, and how many events it has.</summary>
/// <param name="Stream">The stream's id within its tenant.</param>
/// <param name="Version">Its version; 0 where it doesn't exist.</param>
public readonly record struct VersionOf(string Stream, long Version);
