using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using CqrsKit.Checker.Lines;

namespace CqrsKit.Sqlite.Tests.Power;

/// <summary>What happened to the files of a folder, and what clients saw meanwhile, in one order.</summary>
internal sealed class Tape
{
    private readonly List<Entry> _entries = [];
    private readonly List<HistoryLine> _notes = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly long _start;
    private int _inodes;

    /// <summary>A tape that begins with the files as they are.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="start">Its first moment.</param>
    public Tape(string folder, long start)
    {
        _start = start;
        foreach (var path in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            var inode = _names[Path.GetFileName(path)] = _inodes++;
            _entries.Add(new Entry(EntryKind.Link, inode) { Name = Path.GetFileName(path) });
            _entries.Add(new Entry(EntryKind.Write, inode) { Data = File.ReadAllBytes(path) });
            _entries.Add(new Entry(EntryKind.Sync, inode));
        }

        _entries.Add(new Entry(EntryKind.SyncFolder, -1));
        First = _entries.Count;
    }

    /// <summary>How many entries there were from the start: nothing before them can be cut off.</summary>
    public int First { get; }

    public IReadOnlyList<Entry> Entries => _entries;

    /// <summary>The moment after an entry.</summary>
    public long TimeOf(int cut) => _start + cut;

    /// <summary>What clients had seen when so many entries had happened.</summary>
    public IReadOnlyList<HistoryLine> NotesUntil(int cut) => [.. _notes.TakeWhile(note => note.At <= TimeOf(cut))];

    /// <summary>After how many entries something was noted that fits.</summary>
    public IReadOnlyList<int> MomentsOf(Func<HistoryLine, bool> fits) =>
        [.. _notes.Where(fits).Select(note => (int)(note.At - _start))];

    /// <summary>Writes down what a client does or sees now.</summary>
    public void Note(HistoryLine line)
    {
        lock (this)
            _notes.Add(line with { At = TimeOf(_entries.Count) });
    }

    public TapedFile Open(string name, bool isNew)
    {
        if (isNew || !_names.TryGetValue(name, out var inode))
        {
            inode = _names[name] = _inodes++;
            _entries.Add(new Entry(EntryKind.Link, inode) { Name = name });
        }

        return new TapedFile(this, inode);
    }

    public void Delete(string name, bool syncsFolder)
    {
        if (_names.Remove(name, out var inode))
            _entries.Add(new Entry(EntryKind.Unlink, inode) { Name = name });
        if (syncsFolder)
            _entries.Add(new Entry(EntryKind.SyncFolder, -1));
    }

    public void Write(int inode, long offset, ReadOnlySpan<byte> data) =>
        _entries.Add(new Entry(EntryKind.Write, inode) { Offset = offset, Data = data.ToArray() });

    public void Truncate(int inode, long size) => _entries.Add(new Entry(EntryKind.Truncate, inode) { Offset = size });

    public void Sync(int inode, bool syncsFolder)
    {
        _entries.Add(new Entry(EntryKind.Sync, inode));
        if (syncsFolder)
            _entries.Add(new Entry(EntryKind.SyncFolder, -1));
    }
}

internal enum EntryKind
{
    Link,
    Unlink,
    Write,
    Truncate,
    Sync,
    SyncFolder,
}

/// <summary>One thing that happened to a file.</summary>
internal sealed record Entry(EntryKind Kind, int Inode)
{
    public string? Name { get; init; }

    /// <summary>Where was written; the size of a truncation.</summary>
    public long Offset { get; init; }

    public byte[] Data { get; init; } = [];
}
