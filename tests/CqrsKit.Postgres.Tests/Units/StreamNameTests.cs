using System;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using Xunit;

namespace CqrsKit.Postgres.Tests.Units;

/// <summary>A page finds the names of its streams among those that are known, and only there where they still mean the same.</summary>
public sealed class StreamNameTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_number_that_was_given_out_again_is_the_new_stream(bool withContext)
    {
        var store = _scratch.Open();
        await store.Commit(Some.Unit("a", "b"));
        Assert.Equal(["a", "b"], await KeysAsync(store, withContext));
        _scratch.Run(
            _scratch.Connect(),
            "TRUNCATE {s}.event, {s}.stream, {s}.unit RESTART IDENTITY" // as a restore of an older dump would
        );
        await store.Commit(Some.Unit("c", "d"));

        Assert.Equal(1L, _scratch.Run(_scratch.Connect(), "SELECT id FROM {s}.stream WHERE key = 'c'"));
        Assert.Equal(["c", "d"], await KeysAsync(store, withContext));
    }

    [PostgresFact]
    public async Task Known_names_go_with_new_ones_in_one_page()
    {
        var store = _scratch.Open();
        await store.Commit(Some.Unit("a", "b"));
        Assert.Equal(["a", "b"], await KeysAsync(store, withContext: true));
        await store.Commit(Some.Unit("b", "c", "a"));

        Assert.Equal(["a", "b", "b", "c", "a"], await KeysAsync(store, withContext: false));
        Assert.Equal(["a", "b", "b", "c", "a"], await KeysAsync(store, withContext: true));
    }

    private static async Task<string[]> KeysAsync(Store store, bool withContext)
    {
        var filter = LogFilter.All with { WithContext = withContext };
        var page = await store.Log.ReadAsync(Position.Start, filter, 100, Store.None);
        return [.. page.Events.Select(one => one.Info.Stream.Key)];
    }
}
