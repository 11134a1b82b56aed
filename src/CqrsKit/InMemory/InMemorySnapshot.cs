namespace CqrsKit.InMemory;

/// <summary>What an <see cref="InMemoryDatabase"/> held at one moment.</summary>
public sealed class InMemorySnapshot
{
    internal InMemorySnapshot(DatabaseState state) => State = state;

    internal DatabaseState State { get; }
}
