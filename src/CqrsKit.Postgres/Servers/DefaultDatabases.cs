namespace CqrsKit.Postgres.Servers;

/// <summary>The databases chosen by UsePostgres.</summary>
internal sealed record DefaultDatabases(DatabaseRegistration Write, DatabaseRegistration Views);
