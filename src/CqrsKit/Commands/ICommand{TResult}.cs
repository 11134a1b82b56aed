namespace CqrsKit.Commands;

/// <summary>An intent to change something, answered with a result. One handler carries it out, as one unit of work.</summary>
public interface ICommand<TResult>;
