using System;
using System.Diagnostics.CodeAnalysis;
using CqrsKit.Pipeline;

namespace CqrsKit.Queries;

/// <summary>One row of the table of query handlers.</summary>
internal abstract class QueryRegistration(
    Type message,
    Type result,
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handler,
    bool isStream
)
{
    public Type Message => message;
    public Type Result => result;

    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public Type Handler { get; } = handler;
    public bool IsStream => isStream;

    /// <summary>Links the pipeline and the handler; called once, at the first dispatch of the message.</summary>
    public abstract QueryEntry Link(PipelineTable pipeline);
}

internal sealed class QueryRegistration<
    TQuery,
    TResult,
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
>() : QueryRegistration(typeof(TQuery), typeof(TResult), typeof(THandler), isStream: false)
    where TQuery : IQuery<TResult>
    where THandler : class, IQueryHandler<TQuery, TResult>
{
    public override QueryEntry Link(PipelineTable pipeline) => new QueryEntry<TQuery, TResult, THandler>(pipeline);
}

internal sealed class StreamRegistration<
    TQuery,
    TItem,
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
>() : QueryRegistration(typeof(TQuery), typeof(TItem), typeof(THandler), isStream: true)
    where TQuery : IStreamQuery<TItem>
    where THandler : class, IStreamQueryHandler<TQuery, TItem>
{
    public override QueryEntry Link(PipelineTable pipeline) => new StreamEntry<TQuery, TItem, THandler>(pipeline);
}
