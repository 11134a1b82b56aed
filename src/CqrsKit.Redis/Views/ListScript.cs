namespace CqrsKit.Redis.Views;

/// <summary>The script that reads a stretch of an index and the rows in it, as they are at one moment.</summary>
internal static class ListScript
{
    /// <summary>
    /// KEYS: those of the partition. ARGV: the command, two bounds, limit, what the keys of the tenant's rows begin with, the
    /// length of what the members begin with, 1 where rows are hashes. Whether the generation is active; members and rows.
    /// </summary>
    public const string Text = """
        local members = redis.call(ARGV[1], KEYS[4], ARGV[2], ARGV[3], 'LIMIT', 0, ARGV[4])
        local result, keys = {redis.call('EXISTS', KEYS[7])}, {}
        for i, member in ipairs(members) do
          keys[i] = ARGV[5] .. member:sub(member:find('\0\1', ARGV[6] + 1, true) + 2)
        end
        local rows = {}
        if ARGV[7] == '1' then
          for i, key in ipairs(keys) do rows[i] = redis.call('HGETALL', key) end
        else
          for i = 1, #keys, 1000 do
            for j, row in ipairs(redis.call('MGET', unpack(keys, i, math.min(i + 999, #keys)))) do
              rows[i + j - 1] = row
            end
          end
        end
        for i, member in ipairs(members) do
          result[2 * i] = member
          result[2 * i + 1] = rows[i] or ''
        end
        return result
        """;
}
