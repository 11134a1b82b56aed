using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Northwind.Tests.Running;
using Xunit;

namespace Northwind.Tests.Acceptance;

/// <summary>Plays the script to the real program, once on each combination.</summary>
public sealed class AllAnswers : IAsyncLifetime
{
    private readonly Dictionary<Combination, IReadOnlyList<Exchange>> _answers = [];

    /// <summary>The answers of each combination, by its name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Exchange>> ByCombination =>
        _answers.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value);

    /// <summary>One answer of the usual combination; the others are the same.</summary>
    public Exchange this[string name] => _answers[Usual].Single(exchange => exchange.Name == name);

    /// <summary>The usual combination's answers whose names begin so.</summary>
    public IEnumerable<Exchange> Named(string prefix) =>
        _answers[Usual].Where(exchange => exchange.Name.StartsWith(prefix, StringComparison.Ordinal));

    private static Combination Usual { get; } = new(Rung.Async, Storage.Events);

    public async Task InitializeAsync()
    {
        foreach (var combination in Combination.All)
        {
            using var scratch = new Scratch();
            using var server = await Server.StartAsync(scratch, combination);
            _answers[combination] = await Script.RunAsync(server.Client);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
