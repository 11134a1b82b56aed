namespace CqrsKit.Queries;

/// <summary>A question, answered from views. It changes nothing.</summary>
public interface IQuery<TResult>;
