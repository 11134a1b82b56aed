using System;

namespace CqrsKit.Sqlite;

/// <summary>A SQLite file could not be opened, read or written; the message says what to do.</summary>
public sealed class SqliteFileException : CqrsKitException
{
    /// <summary>An error about a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="remedy">What to do next.</param>
    /// <param name="innerException">What SQLite or the operating system said.</param>
    public SqliteFileException(string path, string problem, string remedy, Exception? innerException = null)
        : base($"SQLite file '{path}': {problem} {remedy}", innerException)
    {
        Path = path;
        Problem = problem;
        Remedy = remedy;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What is wrong.</summary>
    public string Problem { get; }

    /// <summary>What to do next.</summary>
    public string Remedy { get; }
}
