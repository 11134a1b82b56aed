namespace Northwind;

/// <summary>Which rung, and which databases.</summary>
public sealed record Layout(Rung Rung, Storage Stored)
{
    /// <summary>The database that commands write to.</summary>
    public WriteDatabase Write { get; init; }

    /// <summary>The database that queries read from.</summary>
    public ReadDatabase Read { get; init; }

    /// <summary>The SQLite file, where there is one; a file for views alone stands beside it.</summary>
    public string Db { get; init; } = "./northwind.db";

    /// <summary>An Npgsql connection string, where PostgreSQL is written.</summary>
    public string? Connection { get; init; }

    /// <summary>Host and port, where Redis is read.</summary>
    public string? Redis { get; init; }
}
