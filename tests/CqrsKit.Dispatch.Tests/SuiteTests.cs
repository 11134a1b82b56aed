using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Dispatch.Tests.Suite;
using CqrsKit.Setup;
using Xunit;

namespace CqrsKit.Dispatch.Tests;

/// <summary>The suite, with handlers from the generated table and from a scan.</summary>
public sealed class SuiteTests
{
    private static readonly Mode[] Modes =
    [
        new("generated", kit => kit.AddHandlers<TestsHandlers>(), KeepsBehaviorTables: true),
        new("scanned", kit => kit.AddHandlersFrom(typeof(SuiteTests).Assembly), KeepsBehaviorTables: false),
    ];

    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var mode in Modes)
            {
                foreach (var promise in Promises.All)
                    all.Add(mode.Name, promise.Name);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Holds(string mode, string promise) =>
        await Promises.All.Single(one => one.Name == promise).Run(Modes.Single(one => one.Name == mode));

    [Fact]
    public async Task A_transient_handler_costs_the_same_in_both_modes()
    {
        var generated = await Costs.OfTransientAsync(Modes[0]);

        Assert.Equal(generated, await Costs.OfTransientAsync(Modes[1]));
        Assert.Equal(generated.Known, generated.Unknown);
        Assert.InRange(generated.Known, 1, 128);
    }

    [Fact]
    public void Every_promise_has_a_name_of_its_own() =>
        Assert.Equal(Promises.All.Count, Promises.All.Select(one => one.Name).Distinct().Count());
}
