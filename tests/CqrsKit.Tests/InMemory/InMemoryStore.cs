using System;
using System.Threading.Tasks;
using CqrsKit.InMemory;
using CqrsKit.Reading;
using CqrsKit.Testing;
using CqrsKit.Writing;

namespace CqrsKit.Tests.InMemory;

/// <summary>A fresh in-memory database for a conformance suite.</summary>
internal sealed class InMemoryStore : StoreUnderTest
{
    private readonly InMemoryDatabase _database = new(
        new Waiting(TimeProvider.System),
        IdSource.Random(TimeProvider.System)
    );

    public override IWriteStore WriteStore => _database.WriteStore;

    public override IViewStore ViewStore => _database.ViewStore;

    public static ValueTask<StoreUnderTest> OpenAsync() => new(new InMemoryStore());

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
