using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using CqrsKit.Postgres.Tests;
using CqrsKit.Redis.Tests;
using Microsoft.Data.Sqlite;
using Xunit;

namespace CqrsKit.Docs.Tests;

public sealed class PageTests
{
    private const string Database = "SHOP_DATABASE";
    private const string Redis = "SHOP_REDIS";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string> PagesWithCode() => new(Pages());

    public static TheoryData<string> PagesWithServer() => new(Pages(Database));

    public static TheoryData<string> PagesWithRedis() => new(Pages(Redis));

    public static TheoryData<string> PagesWithBoth() => new(Pages(Database, Redis));

    [BothTheory]
    [MemberData(nameof(PagesWithBoth))]
    public Task The_code_of_a_page_runs_on_both_servers_and_prints_what_the_page_says(string page)
    {
        Environment.SetEnvironmentVariable(Redis, RedisProcess.Shared.Address);
        return The_code_of_a_page_runs_on_a_server_and_prints_what_the_page_says(page);
    }

    [PostgresTheory]
    [MemberData(nameof(PagesWithServer))]
    public Task The_code_of_a_page_runs_on_a_server_and_prints_what_the_page_says(string page)
    {
        Environment.SetEnvironmentVariable(Database, Cluster.Shared.ConnectionString());
        return The_code_of_a_page_runs_and_prints_what_the_page_says(page);
    }

    [RedisTheory]
    [MemberData(nameof(PagesWithRedis))]
    public Task The_code_of_a_page_runs_on_a_Redis_server_and_prints_what_the_page_says(string page)
    {
        Environment.SetEnvironmentVariable(Redis, RedisProcess.Shared.Address);
        return The_code_of_a_page_runs_and_prints_what_the_page_says(page);
    }

    [Theory]
    [MemberData(nameof(PagesWithCode))]
    public async Task The_code_of_a_page_runs_and_prints_what_the_page_says(string page)
    {
        var read = Repository.Open(page);
        var program = PageProgram.Of(read, Repository.Open("README.md"));
        var assembly = Compiler.Compile("Shop", program);

        var output = await RunAsync(assembly);

        Assert.Equal(read.ExpectedOutput.TrimEnd(), output.ReplaceLineEndings("\n").TrimEnd());
    }

    [Fact]
    public void Code_is_fenced_as_csharp_so_that_it_runs_here()
    {
        string[] others = ["cs", "c#", "C#", "CSharp", "dotnet"];
        var missed =
            from page in Repository.Pages()
            from block in Repository.Open(page).Blocks
            where others.Contains(block.Language) || (block.Language.Length == 0 && block.Text.Contains(';'))
            select $"{page}:{block.Line} is fenced as '{block.Language}'; fence C# as csharp, output as text.";

        Assert.Empty(missed);
    }

    [Fact]
    public void The_first_program_fits_on_one_page()
    {
        var lines = Repository.Open("README.md").Code.Single().Text.Count(c => c == '\n');

        Assert.InRange(lines, 1, 72);
    }

    /// <summary>The pages whose code names these servers and no others.</summary>
    private static IEnumerable<string> Pages(params string[] servers) =>
        from page in Repository.Pages()
        let code = Repository.Open(page).Code
        where
            code.Any()
            && new[] { Database, Redis }
                .Where(one => code.Any(block => block.Text.Contains(one)))
                .SequenceEqual(servers)
        select page;

    /// <summary>In a folder of its own, with what it prints caught; the tests of one class run one after the other.</summary>
    private static async Task<string> RunAsync(Assembly assembly)
    {
        var folder = Directory.CreateTempSubdirectory("cqrskit-docs-").FullName;
        var (console, current) = (Console.Out, Environment.CurrentDirectory);
        using var output = new StringWriter();
        Console.SetOut(output);
        Environment.CurrentDirectory = folder;
        try
        {
            var main = assembly.EntryPoint!;
            object?[] arguments = main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()];
            await Task.Run(() => main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null))
                .WaitAsync(Patience);
            return output.ToString();
        }
        finally
        {
            Environment.CurrentDirectory = current;
            SqliteConnection.ClearAllPools(); // the next page's files have the same names in another folder
            Console.SetOut(console);
            Directory.Delete(folder, recursive: true);
        }
    }
}
