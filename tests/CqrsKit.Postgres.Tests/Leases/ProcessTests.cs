using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Reading;
using CqrsKit.Sqlite.Tests;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Postgres.Tests.Leases;

/// <summary>Three processes on one server that share a divided view; one is killed, stopped and woken, or told to stop.</summary>
public sealed class ProcessTests : IAsyncLifetime, IDisposable
{
    private const int Customers = 60;

    private readonly Scratch _scratch = new() { Schema = "workers " + Guid.NewGuid().ToString("N") };
    private readonly List<Talk> _workers = [];
    private ServiceProvider _writer = null!;

    public async Task InitializeAsync()
    {
        if (Cluster.Missing is not null)
            return;
        // It writes and never follows: its runner is not started.
        _writer = Worker.Build(_scratch.Server.ConnectionString(), _scratch.Schema);
        await PlaceAsync(1);
    }

    public async Task DisposeAsync()
    {
        foreach (var worker in _workers)
            worker.Child.Dispose();
        if (_writer is not null)
            await _writer.DisposeAsync();
    }

    public void Dispose() => _scratch.Dispose();

    [PostgresFact]
    public async Task Three_processes_share_the_partitions_evenly_and_fold_what_the_log_holds()
    {
        await StartAsync();
        await PlaceAsync(3);
        await CheckViewAsync();
        Assert.All(_workers, worker => Assert.Empty(worker.Refused));
    }

    [PostgresFact]
    public async Task What_a_killed_process_held_moves_within_a_lease()
    {
        await StartAsync();
        await _workers[1].Child.KillAsync();
        var dead = _workers[1];
        _workers.Remove(dead);
        var since = Stopwatch.GetTimestamp();
        await UntilSharedAsync(3, 3);
        var took = Stopwatch.GetElapsedTime(since);
        await PlaceAsync(2);
        await CheckViewAsync();
        dead.Child.Dispose();
        // A lease, and as much again for a machine that is busy with other things.
        Assert.InRange(took, TimeSpan.Zero, 2 * Worker.Lease);
    }

    [PostgresFact]
    public async Task A_process_that_is_stopped_past_its_lease_and_woken_is_refused_and_nothing_is_applied_twice()
    {
        await StartAsync();
        var sleeper = _workers[0];
        await sleeper.AskAsync("hold", "holding");
        await PlaceAsync(2);
        await sleeper.ReadAsync("held");
        await sleeper.Child.SignalAsync("STOP");
        _workers.Remove(sleeper);

        await UntilSharedAsync(3, 3);
        await CheckViewAsync();
        await sleeper.Child.SignalAsync("CONT");
        await sleeper.Child.SayAsync("go");
        await sleeper.ReadAsync("refused");

        _workers.Insert(0, sleeper);
        await UntilSharedAsync(2, 2, 2);
        await PlaceAsync(2);
        await CheckViewAsync();
    }

    [PostgresFact]
    public async Task A_process_that_stops_or_joins_hands_over_and_nobody_is_refused()
    {
        await StartAsync();
        var leaving = _workers[0];
        await leaving.Child.SayAsync("stop");
        await PlaceAsync(1);
        await leaving.ReadAsync("stopped");
        _workers.Remove(leaving);
        await UntilSharedAsync(3, 3);
        await PlaceAsync(1);
        await JoinAsync();
        await UntilSharedAsync(2, 2, 2);
        await PlaceAsync(1);

        await CheckViewAsync();
        Assert.All(_workers.Append(leaving), worker => Assert.Empty(worker.Refused));
        leaving.Child.Dispose();
    }

    private async Task StartAsync()
    {
        for (var i = 0; i < 3; i++)
            await JoinAsync();
        await UntilSharedAsync(2, 2, 2);
    }

    private async Task JoinAsync()
    {
        var worker = new Talk(new Child("work", _scratch.Server.ConnectionString(), _scratch.Schema));
        _workers.Add(worker);
        await worker.ReadAsync("ready");
    }

    /// <summary>Waits until the workers follow so many partitions each, every one of them followed by one of them.</summary>
    private async Task UntilSharedAsync(params int[] counts)
    {
        while (true)
        {
            var followed = new List<int[]>();
            foreach (var worker in _workers)
            {
                var state = (await worker.AskAsync("state", "state"))["state ".Length..];
                followed.Add([
                    .. state
                        .Split(',', StringSplitOptions.RemoveEmptyEntries)
                        .Select(text => int.Parse(text, CultureInfo.InvariantCulture)),
                ]);
            }

            if (
                followed.Select(one => one.Length).SequenceEqual(counts)
                && followed.SelectMany(one => one).Distinct().Count() == Worker.Partitions
            )
                return;
        }
    }

    private async Task PlaceAsync(int rounds)
    {
        for (var i = 0; i < rounds * Customers; i++)
        {
            await using var scope = _writer.CreateAsyncScope();
            await scope
                .ServiceProvider.GetRequiredService<ICommandDispatcher>()
                .SendAsync(new PlaceOrder($"{i % 7}", $"customer {i % Customers}", 1 + i % 5));
        }
    }

    /// <summary>Waits until the view has seen the log's end, and compares it with the fold of the log.</summary>
    private async Task CheckViewAsync()
    {
        var store = _scratch.Open();
        var events = await store.All();
        var head = (await store.Log.HeadAsync(Store.None)).Mark;
        await using var reader = await store.Views.OpenReaderAsync(Store.None);
        var status = await reader.StatusAsync("customer-totals", Store.None);
        while (status!.Mark != head)
            status = await reader.StatusAsync("customer-totals", Store.None);

        var expected = events
            .Select(e => JsonDocument.Parse(e.Data).RootElement)
            .GroupBy(e => e.GetProperty("customer").GetString()!)
            .ToDictionary(group => group.Key, group => group.Sum(e => e.GetProperty("amount").GetDecimal()));
        var rows = await store.Views.ScanAsync(status.Generation, null, 10_000, Store.None);
        var folded = rows.ToDictionary(
            row => row.Key.Key,
            row => JsonDocument.Parse(row.Data).RootElement.GetProperty("total").GetDecimal()
        );
        Assert.Equal(expected.OrderBy(pair => pair.Key), folded.OrderBy(pair => pair.Key));
    }

    /// <summary>A child with what it said meanwhile.</summary>
    private sealed class Talk(Child child)
    {
        public Child Child => child;

        public List<string> Refused { get; } = [];

        public async Task<string> AskAsync(string line, string answer)
        {
            await child.SayAsync(line);
            return await ReadAsync(answer);
        }

        /// <summary>Reads until a line begins with a word.</summary>
        public async Task<string> ReadAsync(string word)
        {
            while (await child.ReadLineAsync() is { } line)
            {
                if (line.StartsWith(word, StringComparison.Ordinal))
                    return line;
                if (line == "refused")
                    Refused.Add(line);
            }

            throw new InvalidOperationException($"The worker ended, and never said '{word}'.");
        }
    }
}
