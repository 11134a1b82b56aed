using System;
using System.Text;

namespace CqrsKit.Postgres.Schemas;

/// <summary>Names of the user's choice inside SQL text.</summary>
internal static class SqlName
{
    /// <summary>How many bytes of a name PostgreSQL keeps.</summary>
    public const int MostBytes = 63;

    /// <summary>What is wrong with a name; null where nothing is. PostgreSQL itself would cut a longer one without a word.</summary>
    public static string? Fault(string name, int mostBytes = MostBytes) =>
        name.Length == 0 ? "it is empty"
        : name.Contains('\0') ? "it contains a NUL character"
        : Encoding.UTF8.GetByteCount(name) is var bytes && bytes > mostBytes
            ? FormattableString.Invariant($"it has {bytes} bytes, and PostgreSQL keeps {mostBytes}")
        : null;

    /// <summary>A name as a quoted identifier.</summary>
    public static string Quoted(string name) =>
#if !TRAP_40
        $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
#else
        name;
#endif

    /// <summary>A text as a constant.</summary>
    public static string Literal(string text)
    {
        var quoted = text.Replace("'", "''", StringComparison.Ordinal);
        return text.Contains('\\') ? $"E'{quoted.Replace("\\", "\\\\", StringComparison.Ordinal)}'" : $"'{quoted}'";
    }

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
