namespace CqrsKit.Sqlite.Files;

/// <summary>The files chosen by UseSqlite.</summary>
internal sealed record DefaultFiles(string WritePath, string ViewsPath);
