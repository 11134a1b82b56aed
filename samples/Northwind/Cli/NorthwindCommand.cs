using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading.Tasks;

namespace Northwind.Cli;

/// <summary>The command line.</summary>
internal static class NorthwindCommand
{
    private static readonly Option<string> Rung = Choice(
        "--rung",
        "Where the views stand.",
        "async",
        "shared",
        "inline"
    );
    private static readonly Option<string> Stored = Choice("--stored", "How aggregates are kept.", "events", "state");
    private static readonly Option<string> Write = Choice("--write", "What is written to.", "sqlite", "postgres");
    private static readonly Option<string> Read = Choice("--read", "What views are in.", "same", "redis", "sqlite");
    private static readonly Option<string> Db = Text("--db", "The SQLite file; views of --read sqlite: beside it.");
    private static readonly Option<string> Connection = Text(
        "--connection",
        "Npgsql's connection string to a database."
    );
    private static readonly Option<string> Redis = Text("--redis", "The Redis server, as host:port.");
    private static readonly Option<string> Urls = Text("--urls", "Where HTTP is served.");
    private static readonly Option<bool> Exit = Flag("--exit", "Import and report only; the port is never opened.");
    private static readonly Option<bool> Worker = Flag("--worker", "Run projections only, without HTTP.");
    private static readonly Option<bool> Acks = Flag("--acks", "A line per acknowledged command.");

    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Make().Parse(args);
        if (parsed.Errors.Count > 0)
            return await RefuseAsync(parsed.Errors.Select(error => error.Message).Distinct());

        // The process ends at once on Ctrl-C, or as the web host says; nothing is lost by it.
        return await parsed.InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }
        );
    }

    private static RootCommand Make()
    {
        Db.DefaultValueFactory = _ => "./northwind.db";
        Urls.DefaultValueFactory = _ => "http://127.0.0.1:5080";
        Urls.Validators.Add(OptionRules.CheckUrls);
        Redis.Validators.Add(OptionRules.CheckServer);
        Db.Validators.Add(OptionRules.CheckPath);
        Acks.Hidden = true;

        var command = new RootCommand("Northwind's order book, through CqrsKit.");
        foreach (var option in (Option[])[Rung, Stored, Write, Read, Db, Connection, Redis, Urls, Exit, Worker, Acks])
            command.Add(option);
        command.SetAction(parsed => RunAsync(Of(parsed)));
        return command;
    }

    private static Task<int> RunAsync(NorthwindOptions options)
    {
        var problems = OptionRules.Together(options);
        return problems.Count > 0 ? RefuseAsync(problems) : NorthwindRun.RunAsync(options);
    }

    private static async Task<int> RefuseAsync(IEnumerable<string> problems)
    {
        await Console.Error.WriteLineAsync(string.Join(" ", problems).ReplaceLineEndings(" "));
        return ExitCode.Usage;
    }

    private static NorthwindOptions Of(ParseResult result)
    {
        var layout = new Layout(Word<Rung>(Rung), Word<Storage>(Stored))
        {
            Write = Word<WriteDatabase>(Write),
            Read = Word<ReadDatabase>(Read),
            Db = result.GetRequiredValue(Db),
            Connection = result.GetValue(Connection),
            Redis = result.GetValue(Redis),
        };
        return new(
            layout,
            result.GetRequiredValue(Urls),
            result.GetValue(Exit),
            result.GetValue(Worker),
            result.GetValue(Acks)
        );

        T Word<T>(Option<string> option)
            where T : struct, Enum => Enum.Parse<T>(result.GetRequiredValue(option), ignoreCase: true);
    }

    private static Option<string> Choice(string name, string description, string usual, params string[] others)
    {
        var option = Text(name, description);
        option.DefaultValueFactory = _ => usual;
        option.Validators.Add(result => OptionRules.CheckWord(result, [usual, .. others]));
        return option;
    }

    private static Option<string> Text(string name, string description) => new(name) { Description = description };

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description };
}
