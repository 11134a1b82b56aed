using System;
using System.Collections.Generic;
using System.CommandLine.Parsing;
using System.Linq;
using Microsoft.AspNetCore.Http;

namespace Northwind.Cli;

/// <summary>What the options take, each by itself and together.</summary>
internal static class OptionRules
{
    public static void CheckWord(OptionResult result, string[] words)
    {
        var value = result.GetValueOrDefault<string>();
        if (!words.Contains(value, StringComparer.Ordinal))
            result.AddError(
                $"{result.Option.Name} is {string.Join(", ", words[..^1])} or {words[^1]}; '{value}' is not."
            );
    }

    public static void CheckPath(OptionResult result)
    {
        if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>()))
            result.AddError($"{result.Option.Name} needs the path of a file.");
    }

    public static void CheckUrls(OptionResult result)
    {
        foreach (var url in (result.GetValueOrDefault<string>() ?? "").Split(';'))
        {
            if (!IsUrl(url))
                result.AddError($"--urls takes addresses such as http://127.0.0.1:5080; '{url}' is not one.");
        }
    }

    /// <summary>A host and a port, and none of the options that the client's own strings may have.</summary>
    public static void CheckServer(OptionResult result)
    {
        var text = result.GetValueOrDefault<string>() ?? "";
        var isServer =
            !text.Contains('@', StringComparison.Ordinal)
            && Uri.TryCreate($"redis://{text}", UriKind.Absolute, out var uri)
            && uri is { Host.Length: > 0, Port: > 0, AbsolutePath: "" or "/", Query: "" }
            && !text.EndsWith('/');
        if (!isServer)
            result.AddError($"--redis takes host:port, such as 127.0.0.1:6379; '{text}' is not one.");
    }

    /// <summary>What is wrong with options that are fine by themselves.</summary>
    public static IReadOnlyList<string> Together(NorthwindOptions options)
    {
        var problems = new List<string>();
        var layout = options.Layout;
        if (layout.Read != ReadDatabase.Same && layout.Rung != Rung.Async)
            problems.Add(
                "--read redis and --read sqlite go with --rung async only: other views stand where is written."
            );
        Pair("--connection", layout.Connection, "--write postgres", layout.Write == WriteDatabase.Postgres);
        Pair("--redis", layout.Redis, "--read redis", layout.Read == ReadDatabase.Redis);
        if (options is { Worker: true, Exit: true })
            problems.Add("--worker goes without --exit: a worker imports nothing, and runs until it is stopped.");
        return problems;

        void Pair(string option, string? value, string choice, bool isChosen)
        {
            if (isChosen && string.IsNullOrWhiteSpace(value))
                problems.Add($"{choice} needs {option}.");
            else if (!isChosen && value is not null)
                problems.Add($"{option} goes with {choice}.");
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
