using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Generator.Tests.Generation;
using Xunit;

namespace CqrsKit.Generator.Tests.Behaviors;

/// <summary>Composed at compile time, woven, bound or linked: the same runs in the same order.</summary>
public sealed class TraceTests
{
    private const int Setups = 7;

    [Theory]
    [InlineData(1, "Singleton")]
    [InlineData(2, "Singleton")]
    [InlineData(3, "Singleton")]
    [InlineData(4, "Singleton")]
    [InlineData(5, "Scoped")]
    [InlineData(6, "Scoped")]
    [InlineData(7, "Transient")]
    public async Task A_random_pipeline_runs_in_its_order_with_and_without_a_nest(int seed, string lifetime)
    {
        var text = TraceProgram.Of(seed, Setups, lifetime);

        var generated = new Build { Assembly = $"With{seed}{lifetime}" }
            .File(text)
            .Run();
        var linked = new Build { Assembly = $"Without{seed}{lifetime}", Interceptors = null }
            .File(text)
            .Run();

        AssertSame(lifetime == "Transient" ? "right, linked" : "right, nested", await generated.RunAsync());
        AssertSame("right, linked", await linked.RunAsync());
        Assert.DoesNotContain(linked.Sources.Keys, name => name.Contains("Behaviors"));
    }

    private static void AssertSame(string expected, string actual) => Assert.True(expected == actual, actual);
}
