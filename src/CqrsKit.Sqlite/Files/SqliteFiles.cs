using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace CqrsKit.Sqlite.Files;

/// <summary>The application's SQLite files, each opened once, however many stores are in it.</summary>
internal sealed class SqliteFiles : IDisposable
{
    private readonly List<SqliteFile> _files = [];

    public SqliteFiles(IEnumerable<FileRegistration> registrations, IdSource ids, Waiting waiting)
    {
        foreach (var registration in registrations)
        {
            if (Find(registration.Path) is null)
                _files.Add(new SqliteFile(registration.Path, registration.Options, ids, waiting));
        }
    }

    public IReadOnlyList<SqliteFile> All => _files;

    public SqliteFile At(string path) =>
        Find(path) ?? throw new InvalidOperationException($"The SQLite file '{path}' is not registered.");

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }

    private SqliteFile? Find(string path) => _files.FirstOrDefault(file => file.Path == SqliteFile.FullPath(path));
}
