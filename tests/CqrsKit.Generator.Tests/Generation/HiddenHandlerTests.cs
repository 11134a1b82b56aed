using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Generator.Tables;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace CqrsKit.Generator.Tests.Generation;

public sealed class HiddenHandlerTests
{
    private const string Handle =
        "{ public ValueTask HandleAsync(Ping command, CancellationToken cancellationToken) => default; }";

    [Theory]
    [InlineData($"public class Outer {{ private sealed class Hidden : ICommandHandler<Ping> {Handle} }}", "it")]
    [InlineData(
        $"public class Outer {{ private static class In {{ internal sealed class Hidden : ICommandHandler<Ping> {Handle} }} }}",
        "it"
    )]
    [InlineData($"file sealed class Hidden : ICommandHandler<Ping> {Handle}", "it")]
    [InlineData(
        "public class Outer { private record Own : ICommand; internal sealed class Hidden : ICommandHandler<Own> { ValueTask ICommandHandler<Own>.HandleAsync(Own command, CancellationToken cancellationToken) => default; } }",
        "Own"
    )]
    [InlineData($"internal sealed class Shown : ICommandHandler<Ping> {Handle}", null)]
    [InlineData(
        $"public class Outer {{ protected internal sealed class Shown : ICommandHandler<Ping> {Handle} }}",
        null
    )]
    [InlineData($"public class Outer {{ private abstract class Half : ICommandHandler<Ping> {Handle} }}", null)]
    [InlineData($"public class Outer {{ private sealed class Open<T> : ICommandHandler<Ping> {Handle} }}", null)]
    public async Task A_handler_that_the_table_cannot_name_is_reported(string source, string? hidden)
    {
        var compilation = new Build().File($"public sealed record Ping : ICommand; {source}").Compilation();
        var found = await compilation.WithAnalyzers([new HiddenHandlerAnalyzer()]).GetAnalyzerDiagnosticsAsync();

        if (hidden is null)
        {
            Assert.Empty(found);
            return;
        }

        var diagnostic = Assert.Single(found);
        Assert.Equal("CQRS101", diagnostic.Id);
        Assert.Contains($"Hidden handles {(hidden == "it" ? "Ping" : hidden)}", diagnostic.GetMessage());
        Assert.Contains($"cannot name {hidden},", diagnostic.GetMessage());
        Assert.Equal(
            "Hidden",
            diagnostic.Location.SourceTree!.ToString()[
                diagnostic.Location.SourceSpan.Start..diagnostic.Location.SourceSpan.End
            ]
        );
    }
}
