using System;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Redis.Tests;

/// <summary>Things to store.</summary>
internal static class Some
{
    private static int _prefixes;

    public static Guid LogId { get; } = Guid.CreateVersion7();

    public static CancellationToken None => CancellationToken.None;

    /// <summary>A prefix that nobody else uses.</summary>
    public static string Prefix() => $"t{Environment.ProcessId}-{Interlocked.Increment(ref _prefixes)}";

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    public static LogMark Mark(int n) =>
        n == 0
            ? LogMark.Start
            : new LogMark(new Position(1, 0, (ulong)n), new Guid(n, 7, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1));

    /// <summary>A row as the event at a place in the log leaves it.</summary>
    public static ViewWrite Row(string key, string? text, int at = 0, string tenant = "") =>
        new()
        {
            Key = new ViewKey(tenant, key),
            Data = text is null ? default(ReadOnlyMemory<byte>?) : Bytes(text),
            Position = Mark(at).Position,
        };

    public static ViewBatch Batch(GenerationId generation, long fence, int from, int to, params ViewWrite[] writes) =>
        new()
        {
            Generation = generation,
            Fence = fence,
            Expected = Mark(from),
            Next = Mark(to),
            Writes = writes,
        };

    public static async Task<GenerationId> Building(this IViewStore views, string view) =>
        (await views.CreateGenerationAsync(new NewGeneration(view, 1, ViewMode.Async, LogId), None)).Id;

    /// <summary>An active, empty generation.</summary>
    public static async Task<GenerationId> Active(this IViewStore views, string view)
    {
        var made = await views.Building(view);
        return await views.SwitchAsync(new GenerationSwitch(null, made, [LogMark.Start]), None)
            ? made
            : throw new InvalidOperationException("not switched");
    }

    public static async Task<string?> TextOf(this IViewStore views, GenerationId generation, string key)
    {
        var rows = (await views.LoadAsync(generation, 0, long.MaxValue, [new ViewKey("", key)], None))!;
        return rows is [{ IsDeleted: false } row] ? Text(row.Data) : null;
    }
}
