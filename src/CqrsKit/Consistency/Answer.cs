namespace CqrsKit.Consistency;

/// <summary>A query's result, with what it was worth.</summary>
public sealed record Answer<TResult>(TResult Result, QueryReceipt Receipt);
