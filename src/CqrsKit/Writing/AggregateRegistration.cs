namespace CqrsKit.Writing;

/// <summary>An aggregate and how it is stored; one row of the application's table of aggregates.</summary>
public sealed record AggregateRegistration(Aggregate Aggregate, AggregateOptions Options);
