using System;
using System.Text;

namespace CqrsKit.Postgres.Schemas;

/// <summary>Names of the user's choice inside SQL text.</summary>
internal static class SqlName
{
    private const int MostBytes = 63;

    /// <summary>What is wrong with a name; null where nothing is. PostgreSQL itself would cut a longer one without a word.</summary>
    public static string? Fault(string name) =>
        name.Length == 0 ? "it is empty"
        : name.Contains('\0') ? "it contains a NUL character"
        : Encoding.UTF8.GetByteCount(name) is var bytes && bytes > MostBytes
            ? FormattableString.Invariant($"it has {bytes} bytes, and PostgreSQL keeps {MostBytes}")
        : null;

    /// <summary>A name as a quoted identifier.</summary>
    public static string Quoted(string name) =>
#if !TRAP_40
        $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
#else
        name;
#endif

    /// <summary>SQL text with <c>{s}</c> for the schema, and <c>$fn$</c> and <c>$do$</c> around bodies, that no name can end early.</summary>
    public static string In(string schema, string sql)
    {
        var tag = "cqrskit";
        while (schema.Contains(tag, StringComparison.Ordinal))
            tag += "x";
        return sql.Replace("$fn$", $"${tag}_fn$", StringComparison.Ordinal)
            .Replace("$do$", $"${tag}_do$", StringComparison.Ordinal)
            .Replace("{s}", Quoted(schema), StringComparison.Ordinal);
    }
}
