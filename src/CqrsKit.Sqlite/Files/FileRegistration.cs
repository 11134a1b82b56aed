namespace CqrsKit.Sqlite.Files;

/// <summary>A file that the application has registered.</summary>
/// <param name="Path">The path as it was given.</param>
/// <param name="Options">How it is opened.</param>
/// <param name="Views">The name of the view store in it; null for the application's own.</param>
internal sealed record FileRegistration(string Path, SqliteOptions Options, string? Views = null);
