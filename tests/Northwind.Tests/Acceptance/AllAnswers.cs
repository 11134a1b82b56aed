using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Northwind.Tests.Running;
using Xunit;

namespace Northwind.Tests.Acceptance;

/// <summary>Plays the script to the real program, once on each combination, on two at a time.</summary>
public sealed class AllAnswers : IAsyncLifetime
{
    private readonly ConcurrentDictionary<Combination, IReadOnlyList<Exchange>> _answers = [];

    /// <summary>The answers of each combination that was possible here.</summary>
    internal IReadOnlyDictionary<Combination, IReadOnlyList<Exchange>> ByCombination => _answers;

    /// <summary>How long it took.</summary>
    public TimeSpan Time { get; private set; }

    /// <summary>One answer of the usual combination; the others are the same.</summary>
    public Exchange this[string name] => _answers[Usual].Single(exchange => exchange.Name == name);

    private static Combination Usual { get; } = new(Rung.Async, Storage.Events);

    /// <summary>The usual combination's answers whose names begin so.</summary>
    public IEnumerable<Exchange> Named(string prefix) =>
        _answers[Usual].Where(exchange => exchange.Name.StartsWith(prefix, StringComparison.Ordinal));

    public async Task InitializeAsync()
    {
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            Combination.All.Where(combination => combination.IsPossible),
            new ParallelOptions { MaxDegreeOfParallelism = 2 },
            async (combination, _) =>
            {
                using var scratch = new Scratch();
                using var server = await Server.StartAsync(scratch, combination);
                _answers[combination] = await Script.RunAsync(server.Client);
            }
        );
        Time = watch.Elapsed;
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
