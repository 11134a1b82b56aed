namespace Northwind.Cli;

/// <summary>What the command line asks for.</summary>
/// <param name="Rung">Where the views stand.</param>
/// <param name="Stored">How aggregates are kept.</param>
/// <param name="Db">The SQLite file.</param>
/// <param name="Urls">Where HTTP is served.</param>
/// <param name="Exit">Whether to import and report only.</param>
/// <param name="Acks">Whether to print a line per acknowledged command, for tests that kill.</param>
internal sealed record NorthwindOptions(Rung Rung, Storage Stored, string Db, string Urls, bool Exit, bool Acks);
