using System;

namespace CqrsKit.Postgres.Tests;

/// <summary>What tests need from the machine, as the reason to skip them; null where it is there.</summary>
internal static class Needs
{
    public static string? Server => Environment.GetEnvironmentVariable("CI") == "true" ? null : Cluster.Missing;

    /// <summary>A file system of the test's own must be mounted, which only root may.</summary>
    public static string? Mount =>
        Server ?? (Environment.UserName == "root" ? null : "NOT ROOT: a small disk to fill cannot be mounted.");
}
