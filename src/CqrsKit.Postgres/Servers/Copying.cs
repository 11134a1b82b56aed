using System.Threading.Tasks;
using Npgsql;
using NpgsqlTypes;

namespace CqrsKit.Postgres.Servers;

/// <summary>Values of a binary COPY.</summary>
internal static class Copying
{
    /// <summary>A text, stored so that any can be.</summary>
    public static Task WriteTextAsync(this NpgsqlBinaryImporter copy, string text) =>
        copy.WriteAsync(StoredText.Of(text), NpgsqlDbType.Text);

    /// <summary>A mark as three numbers and the unit.</summary>
    public static async Task WriteMarkAsync(this NpgsqlBinaryImporter copy, LogMark mark)
    {
        var (epoch, major, minor) = mark.Position;
        await copy.WriteAsync((long)epoch, NpgsqlDbType.Bigint).ConfigureAwait(false);
        await copy.WriteAsync(unchecked((long)major), NpgsqlDbType.Bigint).ConfigureAwait(false);
        await copy.WriteAsync(unchecked((long)minor), NpgsqlDbType.Bigint).ConfigureAwait(false);
        await copy.WriteAsync(mark.UnitId, NpgsqlDbType.Uuid).ConfigureAwait(false);
    }
}
