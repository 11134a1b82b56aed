namespace CqrsKit.Sqlite.Files;

/// <summary>A file that the application has registered.</summary>
internal sealed record FileRegistration(string Path, SqliteOptions Options);
