using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace CqrsKit.Sqlite.Tests.Power;

/// <summary>The model of a disk, and what SQLite must be built with for the recorder to see what the disk would.</summary>
public sealed class DiskTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("Dropped", "aa")]
    [InlineData("Kept", "abb")]
    public void What_a_sync_covers_is_kept_and_the_rest_is_as_it_comes(string fate, string expected)
    {
        List<Entry> entries =
        [
            new(EntryKind.Link, 0) { Name = "f" },
            new(EntryKind.SyncFolder, -1),
            Written(0, "aa"),
            new(EntryKind.Sync, 0),
            Written(1, "bb"),
        ];

        Assert.Equal(expected, Text(Disk.Lose(entries, entries.Count, Enum.Parse<Fate>(fate), new Random(1))["f"]));
        Assert.Equal("aa", Text(Disk.Lose(entries, 4, Enum.Parse<Fate>(fate), new Random(1))["f"]));
    }

    [Fact]
    public void A_file_whose_folder_was_not_synced_may_be_gone_though_it_was_synced_itself()
    {
        List<Entry> entries =
        [
            new(EntryKind.Link, 0) { Name = "f" },
            Written(0, "aa"),
            new(EntryKind.Sync, 0),
            new(EntryKind.SyncFolder, -1),
        ];

        Assert.Empty(Disk.Lose(entries, 3, Fate.Dropped, new Random(1)));
        Assert.Equal(["f"], Disk.Lose(entries, 4, Fate.Dropped, new Random(1)).Keys);
    }

    [Fact]
    public void A_file_that_was_deleted_may_come_back()
    {
        List<Entry> entries =
        [
            new(EntryKind.Link, 0) { Name = "f" },
            new(EntryKind.SyncFolder, -1),
            new(EntryKind.Unlink, 0) { Name = "f" },
        ];

        Assert.Equal(["f"], Disk.Lose(entries, 3, Fate.Dropped, new Random(1)).Keys);
        Assert.Empty(Disk.Lose(entries, 3, Fate.Kept, new Random(1)));
    }

    [Fact]
    public void Torn_writes_change_whole_sectors_and_nothing_beside_themselves()
    {
        var before = new byte[3 * 4096];
        var entry = new Entry(EntryKind.Write, 0) { Offset = 100, Data = [.. Enumerable.Repeat((byte)1, 2 * 4096)] };
        List<Entry> entries =
        [
            new(EntryKind.Link, 0) { Name = "f" },
            new(EntryKind.SyncFolder, -1),
            new(EntryKind.Write, 0) { Data = before },
            new(EntryKind.Sync, 0),
            entry,
        ];
        var kinds = new HashSet<string>();
        for (var seed = 0; seed < 200; seed++)
        {
            var content = Disk.Lose(entries, entries.Count, Fate.Torn, new Random(seed))["f"];
            Assert.All(content[..100], one => Assert.Equal(0, one));
            Assert.All(content[(100 + entry.Data.Length)..], one => Assert.Equal(0, one));
            foreach (var sector in content[512..8192].Chunk(512))
                kinds.Add(
                    Array.TrueForAll(sector, one => one == 0) ? "before"
                    : Array.TrueForAll(sector, one => one == 1) ? "written"
                    : "garbage"
                );
        }

        Assert.Equal(["before", "garbage", "written"], kinds.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void SQLite_hands_on_what_it_says_to_the_operating_system()
    {
        using var connection = _scratch.Connect();
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT count(*) FROM pragma_compile_options WHERE compile_options IN ('NO_SYNC', 'DISABLE_DIRSYNC')";

        Assert.Equal(0L, command.ExecuteScalar());
    }

    private static Entry Written(long offset, string text) =>
        new(EntryKind.Write, 0) { Offset = offset, Data = System.Text.Encoding.ASCII.GetBytes(text) };

    private static string Text(byte[] content) => System.Text.Encoding.ASCII.GetString(content);
}
