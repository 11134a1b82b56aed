using System;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Threading.Tasks;
using System.Xml.Linq;
using Xunit;

namespace CqrsKit.Packages.Tests;

/// <summary>The generator reaches whoever uses the packages, once, however they arrive.</summary>
public sealed class ReachTests(Feed feed) : IClassFixture<Feed>
{
    private const string Program = """
        using System;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using CqrsKit.Commands;
        using CqrsKit.Setup;
        using Microsoft.Extensions.DependencyInjection;

        var services = new ServiceCollection();
        services.AddCqrsKit(kit => kit.AddHandlers<Shop.ShopHandlers>()/*more*/);
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        var commands = scope.ServiceProvider.GetRequiredService<ICommandDispatcher>();
        Console.WriteLine(await commands.SendAsync(new Shop.Ping()));/*send*/
        Console.WriteLine(typeof(Shop.Ping).Assembly.GetTypes().Count(type => type.Namespace == "CqrsKit.Generated"));

        namespace Shop
        {
            public sealed record Ping : ICommand<string>;

            internal sealed class PingHandler : ICommandHandler<Ping, string>
            {
                public ValueTask<string> HandleAsync(Ping command, CancellationToken cancellationToken) => new("pong");
            }
        }
        """;

    [Fact]
    public void The_package_brings_generator_fixes_and_build_files_and_no_package_keeps_them_back()
    {
        Assert.Equal(
            [
                "analyzers/dotnet/cs/CqrsKit.CodeFixes.dll",
                "analyzers/dotnet/cs/CqrsKit.Generator.dll",
                "buildTransitive/CqrsKit.props",
                "buildTransitive/CqrsKit.targets",
            ],
            feed.Entries("CqrsKit")
                .Where(entry =>
                    entry.StartsWith("analyzers", StringComparison.Ordinal)
                    || entry.StartsWith("build", StringComparison.Ordinal)
                )
                .Order(StringComparer.Ordinal)
        );
        foreach (var id in Feed.Ids.Except(["CqrsKit"]))
        {
            var dependency = feed.Dependencies(id).Single(element => element.Attribute("id")!.Value == "CqrsKit");
            Assert.DoesNotContain("Analyzers", dependency.Attribute("exclude")?.Value ?? "");
            Assert.DoesNotContain("Build", dependency.Attribute("exclude")?.Value ?? "");
        }

        Assert.DoesNotContain(
            feed.Dependencies("CqrsKit"),
            element => element.Attribute("id")!.Value.Contains("Generator", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Nothing_in_the_package_asks_for_a_newer_compiler_than_the_first_sdk_has()
    {
        using var package = feed.Open("CqrsKit", "nupkg");
        foreach (var name in new[] { "CqrsKit.Generator", "CqrsKit.CodeFixes" })
        {
            using var image = new MemoryStream();
            using (var entry = package.GetEntry($"analyzers/dotnet/cs/{name}.dll")!.Open())
                entry.CopyTo(image);
            image.Position = 0;
            using var assembly = new PEReader(image);
            var metadata = assembly.GetMetadataReader();
            var compilers = metadata
                .AssemblyReferences.Select(metadata.GetAssemblyReference)
                .Where(reference =>
                    metadata.GetString(reference.Name).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
                )
                .Select(reference => reference.Version)
                .ToArray();

            Assert.NotEmpty(compilers);
            Assert.All(compilers, version => Assert.InRange(version, new Version(4, 0), new Version(5, 0, 0, 0)));
        }
    }

    [Fact]
    public void The_page_behind_the_help_links_comes_with_the_package() =>
        Assert.Contains("docs/analyzers.md", feed.Entries("CqrsKit"));

    [Theory]
    [InlineData("CqrsKit", "", "1")]
    [InlineData("CqrsKit.Postgres", "", "1")]
    [InlineData("CqrsKit.Sqlite", "", "1")]
    [InlineData("CqrsKit.Sqlite", "<InterceptorsNamespaces></InterceptorsNamespaces>", "0")]
    [InlineData("CqrsKit", "<InterceptorsNamespaces>$(InterceptorsNamespaces);Other</InterceptorsNamespaces>", "1")]
    public async Task A_program_that_references_one_package_has_its_table_and_its_calls(
        string package,
        string property,
        string interceptors
    )
    {
        var app = await feed.ProjectAsync(
            "Shop",
            Program,
            property,
            package,
            "Microsoft.Extensions.DependencyInjection"
        );

        Assert.Equal($"pong\n{interceptors}\n", await Shell.RunAsync(app, "dotnet", "run"));
        AssertOneGenerator(await Shell.RunAsync(app, "dotnet", "build", "--no-incremental", "-getItem:Analyzer"));
    }

    [Fact]
    public async Task A_program_behind_a_library_that_references_the_package_has_both_tables_and_its_calls()
    {
        var library = await feed.ProjectAsync(
            "Billing",
            """
            using System.Threading;
            using System.Threading.Tasks;
            using CqrsKit.Commands;

            namespace Billing;

            public sealed record Bill : ICommand<string>;

            internal sealed class BillHandler(ICommandDispatcher commands) : ICommandHandler<Bill, string>
            {
                public async ValueTask<string> HandleAsync(Bill command, CancellationToken cancellationToken) =>
                    "billed, " + await commands.SendAsync(new Note(), cancellationToken);
            }

            public sealed record Note : ICommand<string>;

            internal sealed class NoteHandler : ICommandHandler<Note, string>
            {
                public ValueTask<string> HandleAsync(Note command, CancellationToken cancellationToken) => new("noted");
            }
            """,
            "<OutputType>Library</OutputType>",
            "CqrsKit"
        );
        var program = Program
            .Replace("/*more*/", ".AddHandlers<Billing.BillingHandlers>()", StringComparison.Ordinal)
            .Replace(
                "/*send*/",
                """

                Console.WriteLine(await commands.SendAsync(new Billing.Bill()));
                Console.WriteLine(typeof(Billing.Bill).Assembly.GetTypes().Count(type => type.Namespace == "CqrsKit.Generated"));
                """,
                StringComparison.Ordinal
            );
        var app = await feed.ProjectAsync(
            "Shop",
            program,
            "",
            Path.Combine(library, "Billing.csproj"),
            "Microsoft.Extensions.DependencyInjection"
        );

        Assert.Equal("pong\nbilled, noted\n1\n1\n", await Shell.RunAsync(app, "dotnet", "run"));
        AssertOneGenerator(await Shell.RunAsync(app, "dotnet", "build", "--no-incremental", "-getItem:Analyzer"));
    }

    private static void AssertOneGenerator(string items) =>
        Assert.Single(
            items.Split('\n'),
            line =>
                line.Contains("\"Identity\"", StringComparison.Ordinal)
                && line.Contains("CqrsKit.Generator.dll", StringComparison.Ordinal)
        );
}
