using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using CqrsKit.Postgres.Schemas;

namespace CqrsKit.Postgres;

/// <summary>
/// Columns of a view for SQL of one's own: made of its JSON, typed and indexed as mapped, and written in the transaction
/// that writes the view.
/// </summary>
public sealed partial class ColumnMap
{
    private const int MostTableBytes = 55; // the table behind it has a longer name

    private readonly List<(string Name, string Type, string[] Path)> _columns = [];
    private readonly List<string[]> _indexes = [];

    internal ColumnMap(string view, string table)
    {
        ArgumentException.ThrowIfNullOrEmpty(view);
        View = view;
        Table = Checked(table, MostTableBytes, nameof(table));
    }

    /// <summary>The view's name, as its projection gives it.</summary>
    public string View { get; }

    /// <summary>
    /// The name under which SQL reads the active generation, in the schema of CqrsKit: tenant, key and the mapped columns.
    /// </summary>
    public string Table { get; }

    internal IReadOnlyList<(string Name, string Type, string[] Path)> Columns => _columns;

    internal IReadOnlyList<string[]> Indexes => _indexes;

    /// <summary>Maps a column.</summary>
    /// <param name="name">Its name; any of 1 to 63 bytes but tenant, key and gen.</param>
    /// <param name="type">
    /// A type of PostgreSQL that JSON text can be cast to, such as <c>numeric(12,2)</c> or <c>timestamptz</c>; one of your own
    /// with its schema.
    /// </param>
    /// <param name="path">The JSON property, or the path to it; the column's name where none is given.</param>
    /// <exception cref="ArgumentException">PostgreSQL cannot keep the name, it is taken, or the type is not one.</exception>
    public ColumnMap Column(string name, string type, params string[] path)
    {
        Checked(name, SqlName.MostBytes, nameof(name));
        if (name is "gen" or "tenant" or "key" || _columns.Any(column => column.Name == name))
            throw new ArgumentException($"There is a column '{name}' already. Choose another name.", nameof(name));
        if (!TypeName().IsMatch(type))
            throw new ArgumentException(
                $"'{type}' is not the name of a type, such as numeric(12,2) or sales.mood.",
                nameof(type)
            );
        if (Array.Exists(path, part => part.Contains('\0')))
            throw new ArgumentException("PostgreSQL has no NUL in text. Name the property otherwise.", nameof(path));
        _columns.Add((name, type, path.Length == 0 ? [name] : path));
        return this;
    }

    /// <summary>Indexes mapped columns, for queries within a tenant.</summary>
    /// <exception cref="ArgumentException">A column is not mapped.</exception>
    public ColumnMap Index(params string[] columns)
    {
        if (columns.Length == 0 || Array.Find(columns, name => !_columns.Any(one => one.Name == name)) is not null)
            throw new ArgumentException("An index is of columns that are mapped before it.", nameof(columns));
        _indexes.Add(columns);
        return this;
    }

    private static string Checked(string name, int mostBytes, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        return SqlName.Fault(name, mostBytes) is { } fault
            ? throw new ArgumentException($"The name '{name}' cannot be used: {fault}. Choose another one.", parameter)
            : name;
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*([ .][A-Za-z_][A-Za-z0-9_]*)*( ?\([0-9]+(, ?[0-9]+)?\))?(\[\])?\z")]
    private static partial Regex TypeName();
}
