using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Writing;

namespace CqrsKit.Testing.Rules;

/// <summary>Compares what a store did with what it must do.</summary>
internal static class Expect
{
    public static void True(bool holds, string what)
    {
        if (!holds)
            throw new ConformanceException($"Expected: {what}. It is not so.");
    }

    public static void Equal<T>(T expected, T actual, string what)
    {
        if (expected is IEnumerable left and not string && actual is IEnumerable right)
            Equal(left.Cast<object?>(), right.Cast<object?>(), what);
        else if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new ConformanceException($"{what}: expected {Show(expected)}, seen {Show(actual)}.");
    }

    public static void Equal<T>(IEnumerable<T> expected, IEnumerable<T> actual, string what)
    {
        var (left, right) = (expected.ToArray(), actual.ToArray());
        if (!left.SequenceEqual(right))
            throw new ConformanceException($"{what}: expected [{Show(left)}], seen [{Show(right)}].");
    }

    public static void Bytes(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> actual, string what)
    {
        if (!expected.Span.SequenceEqual(actual.Span))
            throw new ConformanceException(
                $"{what}: expected {expected.Length} bytes {Show(expected)}, seen {actual.Length} bytes {Show(actual)}."
            );
    }

    public static void Outcome(UnitOutcome expected, UnitOutcome? actual, string what)
    {
        True(actual is not null, $"{what} is there");
        Equal(expected.Result, actual!.Result, $"{what}, result");
        Equal(expected.Mark, actual.Mark, $"{what}, mark");
        Equal(expected.LogId, actual.LogId, $"{what}, log id");
        Equal(Sorted(expected.Versions), Sorted(actual.Versions), $"{what}, versions");
    }

    public static void Committed(UnitOutcome outcome, string what) => Equal(UnitResult.Committed, outcome.Result, what);

    public static void Info(EventInfo expected, EventInfo actual, string what)
    {
        Equal(expected.Stream, actual.Stream, $"{what}, stream");
        Equal(expected.UnitId, actual.UnitId, $"{what}, unit id");
        Equal(expected.EventId, actual.EventId, $"{what}, event id");
        Equal(expected.Name, actual.Name, $"{what}, name");
        Equal(expected.SchemaVersion, actual.SchemaVersion, $"{what}, schema version");
        Equal(expected.Codec, actual.Codec, $"{what}, codec");
        Equal(expected.RecordedAt.UtcTicks, actual.RecordedAt.UtcTicks, $"{what}, recorded at (UTC ticks)");
        Equal(expected.CorrelationId, actual.CorrelationId, $"{what}, correlation");
        Equal(expected.CausationId, actual.CausationId, $"{what}, causation");
        Equal(expected.User, actual.User, $"{what}, user");
        Equal(Sorted(expected.Metadata), Sorted(actual.Metadata), $"{what}, metadata");
        Equal(expected.Tags, actual.Tags, $"{what}, tags");
    }

    /// <summary>That a call throws, whatever it throws.</summary>
    public static async Task Throws(Func<Task> call, string what)
    {
        try
        {
            await call().ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return;
        }

        throw new ConformanceException($"{what}: expected an exception, seen none.");
    }

    private static IEnumerable<StreamVersion> Sorted(IEnumerable<StreamVersion> versions) =>
        versions.OrderBy(version => version.Stream.ToString(), Utf8Order.Comparer);

    private static IEnumerable<KeyValuePair<string, string>> Sorted(IEnumerable<KeyValuePair<string, string>> pairs) =>
        pairs.OrderBy(pair => pair.Key, Utf8Order.Comparer);

    private static string Show<T>(T value) =>
        value switch
        {
            null => "null",
            string { Length: > 100 } text => $"'{text[..100]}…' ({text.Length} characters)",
            string text => $"'{text}'",
            ReadOnlyMemory<byte> bytes => Convert.ToHexString(bytes.Span[..int.Min(bytes.Length, 40)]),
            Array array => string.Join(", ", array.Cast<object?>().Take(30).Select(Show)),
            _ => value.ToString() ?? "",
        };
}
