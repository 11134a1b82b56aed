using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace CqrsKit.Sqlite.Tests.Power;

/// <summary>
/// What a disk holds after a loss of power. What was written before the last sync of its file is there. Of the rest each
/// write is there or not, whole or in part: each of its sectors is as before, as written, or garbage. Names (of files made
/// or deleted) are kept up to the last sync of the folder, and of the rest the first few, as journals of file systems do.
/// Bytes outside of a write are never touched (what SQLite calls POWERSAFE_OVERWRITE), and where a file grows by a write
/// behind one that is lost there are zeros. Shared memory (-shm) is gone.
/// </summary>
internal static class Disk
{
    /// <summary>What becomes of the writes that no sync covers.</summary>
    public static IReadOnlyList<Fate> Fates { get; } = Enum.GetValues<Fate>();

    /// <summary>The files as they are found when the power comes back.</summary>
    public static Dictionary<string, byte[]> Lose(IReadOnlyList<Entry> entries, int cut, Fate fate, Random random)
    {
        var safe = LastSyncs(entries, cut);
        var folder = safe.GetValueOrDefault(-1, -1);
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        var contents = new Dictionary<int, MemoryStream>();
        var namesGoOn = true;
        for (var i = 0; i < cut; i++)
        {
            var entry = entries[i];
            switch (entry.Kind)
            {
                case EntryKind.Link or EntryKind.Unlink:
                    namesGoOn = i < folder || (namesGoOn && Survives(fate, random));
                    if (!namesGoOn)
                        break;
                    if (entry.Kind == EntryKind.Link)
                        names[entry.Name!] = entry.Inode;
                    else
                        names.Remove(entry.Name!);
                    break;
                case EntryKind.Write or EntryKind.Truncate:
                    if (!contents.TryGetValue(entry.Inode, out var content))
                        contents.Add(entry.Inode, content = new MemoryStream());
                    if (i < safe.GetValueOrDefault(entry.Inode, -1) || Survives(fate, random))
                        Apply(content, entry);
                    else if (fate == Fate.Torn && entry.Kind == EntryKind.Write)
                        Tear(content, entry, random);
                    break;
            }
        }

        return names.ToDictionary(
            name => name.Key,
            name => contents.TryGetValue(name.Value, out var content) ? content.ToArray() : []
        );
    }

    public static void Save(Dictionary<string, byte[]> files, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, content) in files)
            File.WriteAllBytes(Path.Combine(folder, name), content);
    }

    /// <summary>By file, the last sync that was complete.</summary>
    private static Dictionary<int, int> LastSyncs(IReadOnlyList<Entry> entries, int cut)
    {
        var last = new Dictionary<int, int>();
        for (var i = 0; i < cut; i++)
        {
            if (entries[i].Kind is EntryKind.Sync or EntryKind.SyncFolder)
                last[entries[i].Inode] = i;
        }

        return last;
    }

    private static bool Survives(Fate fate, Random random) =>
        fate switch
        {
            Fate.Kept => true,
            Fate.Dropped => false,
            Fate.Mixed => random.Next(2) == 0,
            _ => random.Next(3) == 0,
        };

    private static void Apply(MemoryStream content, Entry entry)
    {
        if (entry.Kind == EntryKind.Truncate)
        {
            content.SetLength(entry.Offset);
            return;
        }

        if (content.Length < entry.Offset)
            content.SetLength(entry.Offset);
        content.Position = entry.Offset;
        content.Write(entry.Data);
    }

    private static void Tear(MemoryStream content, Entry entry, Random random)
    {
        var sector = random.Next(2) == 0 ? 512 : 4096;
        for (var at = 0; at < entry.Data.Length; )
        {
            var end = (int)long.Min(entry.Data.Length, ((entry.Offset + at) / sector + 1) * sector - entry.Offset);
            var piece = entry.Data[at..end];
            var kind = random.Next(8);
            if (kind == 0)
                random.NextBytes(piece);
            if (kind < 4)
                Apply(content, new Entry(EntryKind.Write, entry.Inode) { Offset = entry.Offset + at, Data = piece });
            at = end;
        }
    }
}

/// <summary>What becomes of writes that no sync covers.</summary>
internal enum Fate
{
    Dropped,
    Kept,
    Mixed,
    Torn,
}
