namespace Northwind;

/// <summary>What commands write to.</summary>
public enum WriteDatabase
{
    /// <summary>A file.</summary>
    Sqlite,

    /// <summary>A schema of a PostgreSQL database.</summary>
    Postgres,
}
