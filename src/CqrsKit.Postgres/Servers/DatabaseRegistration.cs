namespace CqrsKit.Postgres.Servers;

/// <summary>A database that the application has registered.</summary>
/// <param name="ConnectionString">The connection string as it was given.</param>
/// <param name="Options">How it is used.</param>
/// <param name="Views">The name of the view store in it; null for the application's own.</param>
/// <param name="HasLog">Whether the write store is in it.</param>
internal sealed record DatabaseRegistration(
    string ConnectionString,
    PostgresOptions Options,
    string? Views = null,
    bool HasLog = false
);
