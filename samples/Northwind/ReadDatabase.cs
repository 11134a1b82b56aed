namespace Northwind;

/// <summary>What queries read from.</summary>
public enum ReadDatabase
{
    /// <summary>The database that is written.</summary>
    Same,

    /// <summary>A Redis server.</summary>
    Redis,

    /// <summary>A SQLite file for views alone.</summary>
    Sqlite,
}
