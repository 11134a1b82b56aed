using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Checker;
using CqrsKit.Checker.Lines;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Reading;
using CqrsKit.Setup;
using CqrsKit.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Sqlite.Tests.Power;

/// <summary>The application between two losses of power.</summary>
internal sealed class Life : IAsyncDisposable
{
    private static readonly (string View, string? Store)[] Views =
    [
        ("by-item", null),
        ("in-all", null),
        ("lately", Bakery.Apart),
    ];

    private readonly string _path;
    private readonly string _apart;
    private readonly Setting _setting;
    private readonly ServiceProvider _provider;

    public Life(string folder, Setting setting)
    {
        _path = Path.Combine(folder, "store.db");
        _apart = Path.Combine(folder, "apart.db");
        _setting = setting;
        _provider = new ServiceCollection()
            .AddCqrsKit(kit =>
            {
                kit.UseSqlite(_path, setting.Apply).AddSqliteViews(Bakery.Apart, _apart, setting.ApplyApart);
                Bakery.Configure(kit);
            })
            .BuildServiceProvider();
    }

    private IEventLog Log => _provider.GetRequiredService<IWriteStore>().Log;

    public ValueTask StartAsync() => _provider.StartCqrsKitAsync();

    /// <summary>Stops, when every view and subscription has taken what is in the log, and what came of it.</summary>
    public async ValueTask StopAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        LogHead before;
        var head = await Log.HeadAsync(default);
        do
        {
            before = head;
            await _provider
                .GetRequiredService<IRunner>()
                .CaughtUpAsync(ConsistencyToken.At(head.LogId, head.Mark), patience.Token);
            head = await Log.HeadAsync(default);
        } while (head != before);

        await _provider.StopCqrsKitAsync();
    }

    public async ValueTask<IReadOnlyList<RecordedEvent>> ReadLogAsync() =>
        (await Log.ReadAsync(Position.Start, LogFilter.All, int.MaxValue, default)).Events;

    /// <summary>What SQLite finds wrong with the files; null for nothing.</summary>
    public string? FindDamage()
    {
        foreach (var path in new[] { _path, _apart })
        {
            using var connection = Connect(path);
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA integrity_check";
            if (command.ExecuteScalar() is not "ok" and var damage)
                return $"{Path.GetFileName(path)}: {damage}";
        }

        return null;
    }

    /// <summary>Sends a command under a key, and notes when it was sent and when it was answered.</summary>
    public async Task SendAsync(Tape tape, string op, Sent sent)
    {
        await using var scope = _provider.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<MessageContext>().CorrelationId = op;
        var options = new SendOptions { IdempotencyKey = new IdempotencyKey(sent.Key) };
        tape.Note(new CommandInvoked(0, op, "", "Sell", sent.Key));
        var receipt = await scope
            .ServiceProvider.GetRequiredService<ICommandDispatcher>()
            .SendWithReceiptAsync(sent.Command, options);
        var versions = receipt.Versions.Select(one => new VersionOf(StreamOf(one.Stream), one.Version));
        tape.Note(
            new CommandAnswered(
                0,
                op,
                AnswerStatus.Ok,
                MarkOf(receipt.Token.Marks[0].Value),
                [.. versions],
                receipt.Result.ToString()
            )
        );
    }

    /// <summary>Notes how far each view is, as somebody who looks sees it.</summary>
    public async Task LookAsync(Tape tape)
    {
        foreach (var (view, name) in Views)
        {
            if (await ActiveAsync(view, name) is not { } active)
                continue;
            var checkpoints = await StoreOf(name).CheckpointsAsync(active.Id, default);
            tape.Note(new GenerationRead(0, view, active.Id.Number, MarkOf(Lowest(checkpoints))));
        }
    }

    /// <summary>Moves the write-ahead log into the file, or writes the file anew, as another program on it might.</summary>
    public void Tidy(string sql)
    {
        foreach (var path in new[] { _path, _apart })
        {
            using var connection = Connect(path);
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Every row of every view that queries read, with the checkpoint that covers it.</summary>
    public async ValueTask<IReadOnlyList<RowSampled>> SampleAsync(long at)
    {
        var samples = new List<RowSampled>();
        foreach (var (view, name) in Views)
        {
            if (await ActiveAsync(view, name) is not { } active)
                continue;
            var store = StoreOf(name);
            var checkpoints = await store.CheckpointsAsync(active.Id, default);
            var rows = await store.ScanAsync(active.Id, null, int.MaxValue, default);
            var keys = view == "in-all" ? ["all"] : Bakery.Items;
            foreach (var key in keys.Select(key => new ViewKey("", key)))
            {
                var row = rows.FirstOrDefault(row => row.Key == key);
                var mark = MarkOf(checkpoints[key.PartitionOf(active.Partitions)].Mark);
                var text = row is null ? null : Rows.Text(row.Data);
                samples.Add(new RowSampled(at, view, active.Id.Number, mark, "", key.Key, text));
            }
        }

        return samples;
    }

    public static Mark MarkOf(LogMark mark) =>
        new(mark.Position.Epoch, mark.Position.Major, mark.Position.Minor, mark.UnitId);

    public static string StreamOf(StreamId stream) => $"{stream.Category}/{stream.Key}";

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    private static LogMark Lowest(IReadOnlyList<Checkpoint> checkpoints) =>
        checkpoints.Select(one => one.Mark).MinBy(mark => mark.Position);

    private IViewStore StoreOf(string? name) =>
        name is null ? _provider.GetRequiredService<IViewStore>() : _provider.GetRequiredKeyedService<IViewStore>(name);

    private async ValueTask<ViewGeneration?> ActiveAsync(string view, string? store)
    {
        var generations = await StoreOf(store).GenerationsAsync(view, default);
        return generations.FirstOrDefault(one => one.State == GenerationState.Active);
    }

    private SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA synchronous = {_setting.Synchronous}";
        command.ExecuteNonQuery();
        return connection;
    }
}

/// <summary>A command, and the key under which it takes effect once.</summary>
internal sealed record Sent(string Key, Bakery.Sell Command);

/// <summary>How the files are opened.</summary>
/// <param name="Synchronous">How far commands are pushed.</param>
/// <param name="Views">How far views are pushed.</param>
internal sealed record Setting(SqliteSynchronous Synchronous, SqliteSynchronous Views)
{
    /// <summary>Whether nothing that was acknowledged may be lost.</summary>
    public bool KeepsAll { get; init; } = Synchronous is SqliteSynchronous.Full or SqliteSynchronous.Extra;

    public void Apply(SqliteOptions options)
    {
        (options.Synchronous, options.ViewSynchronous) = (Synchronous, Views);
        options.CheckpointPages = 40; // so that the write-ahead log is moved into the file now and then
    }

    /// <summary>The same for views in a file of their own, which is flushed more often: they may get ahead of the log.</summary>
    public void ApplyApart(SqliteOptions options)
    {
        Apply(options);
        options.CheckpointPages = 4;
    }
}
