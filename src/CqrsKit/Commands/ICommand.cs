using CqrsKit.Pipeline;

namespace CqrsKit.Commands;

/// <summary>An intent to change something, without a result. One handler carries it out, as one unit of work.</summary>
public interface ICommand : ICommand<NoResult>;
