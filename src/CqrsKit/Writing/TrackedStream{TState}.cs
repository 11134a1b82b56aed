namespace CqrsKit.Writing;

internal sealed class TrackedStream<TState> : TrackedStream
    where TState : class
{
    public TrackedStream(
        UnitDraft draft,
        StreamId stream,
        long version,
        TState? state,
        AggregateRegistration registration,
        Aggregate<TState> aggregate
    )
        : base(draft, stream, version, registration) =>
        Tracked = new Tracked<TState>(stream, version, state, aggregate.Fold, Append, Guard);

    public Tracked<TState> Tracked { get; }

    protected override object? State => Tracked.State;
}
