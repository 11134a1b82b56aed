namespace CqrsKit.Queries;

/// <summary>A question that is answered item by item.</summary>
public interface IStreamQuery<TItem>;
