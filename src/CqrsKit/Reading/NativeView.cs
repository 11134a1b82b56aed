namespace CqrsKit.Reading;

/// <summary>What a query that reads natively has to know.</summary>
/// <param name="Connection">The store's native connection, for reads only, until the callback returns.</param>
/// <param name="Generation">The generation to read; the rows of others are not in force.</param>
/// <param name="Tenant">The tenant to read; the rows of others are not the query's business.</param>
public readonly record struct NativeView<TConnection>(TConnection Connection, GenerationId Generation, string Tenant);
