using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Testing.Rules;

namespace CqrsKit.Testing;

/// <summary>
/// The rules of one port, free of any test framework. A test project shows each of <see cref="Cases"/> as a test:
/// a theory over <see cref="Names"/> whose body is <see cref="RunAsync(string)"/>.
/// </summary>
public abstract class ConformanceSuite
{
    private readonly Dictionary<string, ConformanceCase> _cases;

    private protected ConformanceSuite(Func<ValueTask<StoreUnderTest>> open, IEnumerable<Rule> rules)
    {
        Cases = [.. rules.Select(rule => new ConformanceCase(rule.Sentence, () => RunAsync(open, rule)))];
        _cases = Cases.ToDictionary(one => one.Name);
    }

    /// <summary>All rules, in a fixed order.</summary>
    public IReadOnlyList<ConformanceCase> Cases { get; }

    /// <summary>The names of all rules, each unique within the suite.</summary>
    public IReadOnlyList<string> Names => [.. Cases.Select(one => one.Name)];

    /// <summary>Runs the rule of a name.</summary>
    /// <exception cref="ConformanceException">The store does not keep the rule.</exception>
    public Task RunAsync(string name) =>
        _cases.TryGetValue(name, out var found)
            ? found.RunAsync()
            : throw new ArgumentException($"No rule is named '{name}'. Take a name from Names.", nameof(name));

    private static async Task RunAsync(Func<ValueTask<StoreUnderTest>> open, Rule rule)
    {
        var store = await open().ConfigureAwait(false);
        try
        {
            await rule.Run(new Trial(store)).ConfigureAwait(false);
        }
        finally
        {
            await store.DisposeAsync().ConfigureAwait(false);
        }
    }
}
