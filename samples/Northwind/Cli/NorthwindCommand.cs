using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Northwind.Cli;

/// <summary>The command line.</summary>
internal static class NorthwindCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var command = Make();
        var parsed = command.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            var problems = parsed.Errors.Select(error => error.Message.ReplaceLineEndings(" ")).Distinct();
            await Console.Error.WriteLineAsync(string.Join(" ", problems));
            return ExitCode.Usage;
        }

        // The process ends at once on Ctrl-C, or as the web host says; nothing is lost by it.
        return await parsed.InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }
        );
    }

    private static RootCommand Make()
    {
        var rung = Choice("--rung", "Where the views stand.", "async", "shared", "inline", "async");
        var stored = Choice("--stored", "How aggregates are kept.", "events", "state", "events");
        var db = Text("--db", "The SQLite file.", "./northwind.db");
        var urls = Text("--urls", "Where HTTP is served.", "http://127.0.0.1:5080");
        var exit = new Option<bool>("--exit") { Description = "Import and report only; the port is never opened." };
        var acks = new Option<bool>("--acks") { Description = "A line per acknowledged command.", Hidden = true };
        urls.Validators.Add(CheckUrls);
        db.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>()))
                result.AddError("--db needs the path of a file.");
        });

        var command = new RootCommand("Northwind's order book, through CqrsKit.");
        foreach (var option in new Option[] { rung, stored, db, urls, exit, acks })
            command.Add(option);
        command.SetAction(parsed =>
            NorthwindRun.RunAsync(
                new NorthwindOptions(
                    Enum.Parse<Rung>(parsed.GetRequiredValue(rung), ignoreCase: true),
                    Enum.Parse<Storage>(parsed.GetRequiredValue(stored), ignoreCase: true),
                    parsed.GetRequiredValue(db),
                    parsed.GetRequiredValue(urls),
                    parsed.GetValue(exit),
                    parsed.GetValue(acks)
                )
            )
        );
        return command;
    }

    private static Option<string> Choice(string name, string description, string usual, params string[] values)
    {
        var option = Text(name, description, usual);
        option.Validators.Add(result =>
        {
            var value = result.GetValueOrDefault<string>();
            if (!values.Contains(value, StringComparer.Ordinal))
                result.AddError($"{name} is {string.Join(", ", values[..^1])} or {values[^1]}; '{value}' is not.");
        });
        return option;
    }

    private static Option<string> Text(string name, string description, string usual) =>
        new(name) { Description = description, DefaultValueFactory = _ => usual };

    private static void CheckUrls(OptionResult result)
    {
        var urls = (result.GetValueOrDefault<string>() ?? "").Split(';');
        foreach (var url in urls)
        {
            if (!IsUrl(url))
                result.AddError($"--urls takes addresses such as http://127.0.0.1:5080; '{url}' is not one.");
        }
    }

    private static bool IsUrl(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address is { Scheme: "http", PathBase: "", Port: >= 0 and <= 65535 };
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
