using System;
using System.Collections.Concurrent;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CqrsKit.Sqlite.Tests.Power;

/// <summary>
/// A VFS of SQLite's (its layer above the operating system) that does what the one below it does, and writes down what
/// happens to the files of some folders: it is the default one of this process from the first use on. What SQLite itself
/// asks for in this place is what it counts on when the power goes: see <c>sqlite3_io_methods</c> in sqlite3.h.
/// </summary>
internal static unsafe class Recorder
{
    private const int OpenCreate = 0x4;
    private const int SyncsFolder = 0x800 | 0x4000 | 0x80000; // a rollback journal, a super-journal, a WAL
    private const int Ok = 0;

    private static readonly ConcurrentDictionary<string, Tape> Folders = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<nint, TapedFile> Files = [];
    private static readonly ConcurrentDictionary<nint, nint> Tables = [];
    private static readonly Vfs* Below = Register();

    /// <summary>Records the folder's files on the tape until it is disposed.</summary>
    public static Recording Start(string folder, Tape tape)
    {
        RuntimeHelpers.RunClassConstructor(typeof(Recorder).TypeHandle);
        Folders[folder] = tape;
        return new Recording(folder);
    }

    private static Vfs* Register()
    {
        var below = (Vfs*)sqlite3_vfs_find(null);
        var vfs = (Vfs*)NativeMemory.AllocZeroed((nuint)sizeof(Vfs)); // for the life of the process
        *vfs = *below;
        vfs->Next = 0;
        vfs->Name = Marshal.StringToCoTaskMemUTF8("recording");
        vfs->Open = &Open;
        vfs->Delete = &Delete;
        if (sqlite3_vfs_register(vfs, 1) != Ok)
            throw new InvalidOperationException("SQLite does not take the recording VFS.");
        return below;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(Vfs* vfs, byte* name, SqliteHandle* file, int flags, int* given)
    {
        var path = Marshal.PtrToStringUTF8((nint)name);
        var tape = TapeOf(path);
        if (tape is null)
            return Below->Open(Below, name, file, flags, given);
        int result;
        TapedFile taped;
        lock (tape)
        {
            var isNew = !File.Exists(path);
            result = Below->Open(Below, name, file, flags, given);
            if (file->Methods is null)
                return result;
            taped = tape.Open(Path.GetFileName(path!), isNew);
        }

        taped.SyncsFolder = (flags & OpenCreate) != 0 && (flags & SyncsFolder) != 0;
        Files[(nint)file] = taped;
        file->Methods = (Methods*)Tables.GetOrAdd((nint)file->Methods, Wrap);
        return result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Delete(Vfs* vfs, byte* name, int syncsFolder)
    {
        var path = Marshal.PtrToStringUTF8((nint)name)!;
        if (TapeOf(path) is not { } tape)
            return Below->Delete(Below, name, syncsFolder);
        lock (tape)
        {
            var result = Below->Delete(Below, name, syncsFolder);
            if (result == Ok)
                tape.Delete(Path.GetFileName(path), syncsFolder != 0);
            return result;
        }
    }

    /// <summary>A table of methods with ours in place of some, and behind it the address of the one below.</summary>
    private static nint Wrap(nint below)
    {
        var table = (Wrapped*)NativeMemory.AllocZeroed((nuint)sizeof(Wrapped));
        table->Ours = *(Methods*)below;
        table->Below = (Methods*)below;
        table->Ours.Close = &Close;
        table->Ours.Write = &Write;
        table->Ours.Truncate = &Truncate;
        table->Ours.Sync = &Sync;
        return (nint)table;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(SqliteHandle* file)
    {
        Files.TryRemove((nint)file, out _);
        return BelowOf(file)->Close(file);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(SqliteHandle* file, byte* data, int count, long offset)
    {
        var taped = Files[(nint)file];
        lock (taped.Tape)
        {
            taped.Tape.Write(taped.Inode, offset, new ReadOnlySpan<byte>(data, count));
            return BelowOf(file)->Write(file, data, count, offset);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(SqliteHandle* file, long size)
    {
        var taped = Files[(nint)file];
        lock (taped.Tape)
        {
            taped.Tape.Truncate(taped.Inode, size);
            return BelowOf(file)->Truncate(file, size);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(SqliteHandle* file, int flags)
    {
        var taped = Files[(nint)file];
        lock (taped.Tape)
        {
            // Not handed on: the power is lost by this process's model alone, and a real disk would only take its time.
            taped.Tape.Sync(taped.Inode, taped.SyncsFolder);
            taped.SyncsFolder = false;
            return Ok;
        }
    }

    /// <summary>The tape of the folder in which a file lies; null where none is recorded, and for a temporary file.</summary>
    private static Tape? TapeOf(string? path) =>
        path is not null && Folders.TryGetValue(Path.GetDirectoryName(path)!, out var tape) ? tape : null;

    private static Methods* BelowOf(SqliteHandle* file) => ((Wrapped*)file->Methods)->Below;

    [DllImport("e_sqlite3", CallingConvention = CallingConvention.Cdecl)]
    private static extern void* sqlite3_vfs_find(byte* name);

    [DllImport("e_sqlite3", CallingConvention = CallingConvention.Cdecl)]
    private static extern int sqlite3_vfs_register(Vfs* vfs, int makeDefault);

    /// <summary>Ends a recording.</summary>
    internal readonly struct Recording(string folder) : IDisposable
    {
        public void Dispose() => Folders.TryRemove(folder, out _);
    }

    /// <summary>sqlite3_file.</summary>
    private struct SqliteHandle
    {
        public Methods* Methods;
    }

    /// <summary>sqlite3_vfs, version 3, on 64 bits: of its members those that are replaced.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 168)]
    private struct Vfs
    {
        [FieldOffset(16)]
        public nint Next;

        [FieldOffset(24)]
        public nint Name;

        [FieldOffset(40)]
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, SqliteHandle*, int, int*, int> Open;

        [FieldOffset(48)]
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, int, int> Delete;
    }

    /// <summary>sqlite3_io_methods, version 3, on 64 bits: of its members those that are replaced.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 152)]
    private struct Methods
    {
        [FieldOffset(8)]
        public delegate* unmanaged[Cdecl]<SqliteHandle*, int> Close;

        [FieldOffset(24)]
        public delegate* unmanaged[Cdecl]<SqliteHandle*, byte*, int, long, int> Write;

        [FieldOffset(32)]
        public delegate* unmanaged[Cdecl]<SqliteHandle*, long, int> Truncate;

        [FieldOffset(40)]
        public delegate* unmanaged[Cdecl]<SqliteHandle*, int, int> Sync;
    }

    private struct Wrapped
    {
        public Methods Ours;
        public Methods* Below;
    }
}

/// <summary>An open file whose writes are recorded.</summary>
internal sealed class TapedFile(Tape tape, int inode)
{
    public Tape Tape => tape;

    public int Inode => inode;

    /// <summary>Whether its next sync is one of the folder, too, as SQLite does for a journal that it has made.</summary>
    public bool SyncsFolder { get; set; }
}
