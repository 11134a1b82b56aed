using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Testing;
using CqrsKit.Writing;

namespace CqrsKit.Postgres.Tests;

/// <summary>A schema as the conformance suites try it.</summary>
internal sealed class PostgresUnderTest : StoreUnderTest
{
    private readonly Scratch _scratch = new();
    private Store _store;

    private PostgresUnderTest() => _store = _scratch.Open();

    public override IWriteStore WriteStore => _store.Write;

    public override IViewStore ViewStore => _store.Views;

    public static ValueTask<StoreUnderTest> OpenAsync() => new(new PostgresUnderTest());

    public override ValueTask ReopenAsync()
    {
        _store.Dispose();
        _store = _scratch.Open();
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _scratch.Dispose();
        return ValueTask.CompletedTask;
    }
}
