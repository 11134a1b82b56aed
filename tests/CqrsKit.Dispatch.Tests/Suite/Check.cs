using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace CqrsKit.Dispatch.Tests.Suite;

/// <summary>What a case expects; no test framework, so that a native program can run it.</summary>
internal static class Check
{
    public static void Equal<T>(T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new InvalidOperationException($"expected {expected}, was {actual}");
    }

    public static void Lines(string expected, IEnumerable<string> actual) => Equal(expected, string.Join(" ", actual));

    public static void True(bool holds, string what)
    {
        if (!holds)
            throw new InvalidOperationException($"expected: {what}");
    }

    public static async Task<TError> ThrowsAsync<TError>(Func<Task> run)
        where TError : Exception
    {
        try
        {
            await run();
        }
        catch (Exception error) when (error.GetType() == typeof(TError))
        {
            return (TError)error;
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"expected {typeof(TError)}, was {error}", error);
        }

        throw new InvalidOperationException($"expected {typeof(TError)}, and nothing was thrown");
    }

    public static void Contains(string part, string text) =>
        True(text.Contains(part, StringComparison.Ordinal), $"'{part}' in '{text}'");

    public static async Task<string> ItemsOf<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items)
            all.Add(item);
        return string.Join(" ", all.Select(item => $"{item}"));
    }
}
