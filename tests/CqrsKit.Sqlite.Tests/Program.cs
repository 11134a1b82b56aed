using System;
using System.Globalization;
using System.Threading.Tasks;
using CqrsKit.Writing;

namespace CqrsKit.Sqlite.Tests;

/// <summary>What this assembly does when it is started as a second process.</summary>
internal static class Program
{
    public static async Task Main(string[] args)
    {
        switch (args)
        {
            case ["append", var path, var name, var count]:
                await Append(path, name, int.Parse(count, CultureInfo.InvariantCulture));
                break;
            case ["fill", var path]:
                await Fill(path);
                break;
            case ["hold", var path]:
                Hold(path);
                break;
            case ["golden", var path]:
                await Golden.Write(path);
                break;
            default:
                throw new ArgumentException(string.Join(' ', args));
        }
    }

    /// <summary>Appends to a stream of its own and to one that all share, as soon as it is told to.</summary>
    public static async Task Append(string path, string name, int count)
    {
        using var store = new Store(path);
        store.File.Open();
        Console.WriteLine("ready");
        Console.ReadLine();
        for (var i = 0; i < count; i++)
        {
            var shared = Some.Stream("shared");
            while (true)
            {
                var version = (await store.Write.LoadAsync(shared, Store.None)).Version;
                var unit = Some.Unit((shared, version), (Some.Stream(name), i));
                var outcome = await store.Commit(unit);
                if (outcome.Result == UnitResult.Conflict)
                    continue;
                Console.WriteLine(unit.UnitId);
                break;
            }
        }
    }

    /// <summary>Appends until the disk fails; prints each unit before it is committed and after.</summary>
    private static async Task Fill(string path)
    {
        using var store = new Store(path);
        try
        {
            while (true)
            {
                var unit = Some.Unit("a");
                unit = unit with { Events = [Some.Event(Some.Stream("a"), unit.UnitId, data: new string('x', 5_000))] };
                Console.WriteLine($"try {unit.UnitId}");
                await store.Commit(unit);
                Console.WriteLine($"done {unit.UnitId}");
            }
        }
        catch (CqrsKitException error)
        {
            Console.WriteLine($"{error.GetType().Name} {error.Message}");
        }
    }

    /// <summary>Takes the write lock and keeps it until it is killed.</summary>
    private static void Hold(string path)
    {
        using var store = new Store(path);
        var writer = store.File.Open();
        writer.Begin();
        writer.Units.Write([Some.Unit("never")]);
        Console.WriteLine("held");
        Console.ReadLine();
    }
}
