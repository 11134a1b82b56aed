using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;
using CqrsKit.Checker;
using CqrsKit.Checker.Lines;

namespace CqrsKit.Torture.Worker.Recording;

/// <summary>
/// Writes this node's part of the history. A line is with the operating system when <see cref="Write"/> returns, so a kill
/// takes none of them: what a client was told is on record before anything else happens.
/// </summary>
internal sealed class Recorder : IDisposable
{
    private const int ErrorsEach = 20;

    private readonly Lock _lock = new();
    private readonly FileStream _file;
    private readonly StreamWriter _errors;
    private readonly ConcurrentDictionary<string, int> _counts = new();

    public Recorder(string path)
    {
        // Without a buffer: each write is a call of the system.
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        _errors = new StreamWriter(path + ".errors", append: true) { AutoFlush = true };
    }

    /// <summary>CLOCK_MONOTONIC in microseconds, which all processes of the machine share.</summary>
    public static long Now => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000);

    public static Mark MarkOf(LogMark mark) => MarkOf(mark.Position, mark.UnitId);

    public static Mark MarkOf(Position position, Guid unit) =>
        new(position.Epoch, position.Major, position.Minor, unit);

    public static string StreamOf(StreamId stream) => $"{stream.Category}/{stream.Key}";

    public void Write(HistoryLine line) => Write(History.Write(line));

    /// <summary>A fence, with the time at which it was asked for: it was raised at some time between.</summary>
    public void Write(FenceRaised line, long since)
    {
        var text = History.Write(line);
        Write($"{text[..^1]},\"since\":{since}}}");
    }

    /// <summary>What a client was refused with: for people, and no part of the history.</summary>
    public void Note(string what, Exception error)
    {
        if (_counts.AddOrUpdate($"{what} {error.GetType().Name}", 1, (_, count) => count + 1) > ErrorsEach)
            return;
        lock (_counts)
            _errors.WriteLine($"{Now} {what}: {error.GetType().Name}: {error.Message} {error.InnerException?.Message}");
    }

    public void Dispose()
    {
        _file.Dispose();
        _errors.Dispose();
    }

    private void Write(string text)
    {
        var size = Encoding.UTF8.GetMaxByteCount(text.Length) + 1;
        var bytes = ArrayPool<byte>.Shared.Rent(size);
        var count = Encoding.UTF8.GetBytes(text, bytes);
        bytes[count] = (byte)'\n';
        lock (_lock)
            _file.Write(bytes, 0, count + 1);
        ArrayPool<byte>.Shared.Return(bytes);
    }
}
