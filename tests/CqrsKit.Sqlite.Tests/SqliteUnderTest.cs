using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Testing;
using CqrsKit.Writing;

namespace CqrsKit.Sqlite.Tests;

/// <summary>A SQLite file as the conformance suites try it.</summary>
internal sealed class SqliteUnderTest : StoreUnderTest
{
    private readonly Scratch _scratch = new();
    private Store _store;

    private SqliteUnderTest() => _store = _scratch.Open();

    public override IWriteStore WriteStore => _store.Write;

    public override IViewStore ViewStore => _store.Views;

    public static ValueTask<StoreUnderTest> OpenAsync() => new(new SqliteUnderTest());

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
