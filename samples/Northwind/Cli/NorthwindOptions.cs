namespace Northwind.Cli;

/// <summary>What the command line asks for.</summary>
/// <param name="Layout">Which rung, and which databases.</param>
/// <param name="Urls">Where HTTP is served.</param>
/// <param name="Exit">Whether to import and report only.</param>
/// <param name="Worker">Whether to run projections only.</param>
/// <param name="Acks">Whether to print a line per acknowledged command, for tests that kill.</param>
internal sealed record NorthwindOptions(Layout Layout, string Urls, bool Exit, bool Worker, bool Acks);
