using CqrsKit.Dispatch;
using CqrsKit.Pipeline;

namespace CqrsKit.Queries;

/// <summary>What a query's path is linked from.</summary>
internal sealed record QueryLinks(PipelineTable Pipeline, Parts Parts, RootScope Root);
