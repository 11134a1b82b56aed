namespace CqrsKit.Redis.Views;

/// <summary>
/// The script that writes a batch, or one slice of it, in a partition. Rows and their guards are written together (trap 18);
/// only the script of the last slice moves the checkpoint (trap 17), and until then a deleted row leaves its guard behind
/// (trap 19). Each slice makes sure that the one before it is there.
/// </summary>
internal static class ApplyScript
{
    /// <summary>
    /// KEYS: those of the partition, then one for each write. ARGV: expected and next mark, fence, number of applies as known
    /// ('' where it isn't), token, slice, '1' for the last slice, count of writes; then for all writes the rows, the
    /// positions and the payloads (of a hash, how many fields and values it has); t, h or d for a text, a hash or a deletion
    /// each; then, each after its count, the fields and values of the hashes, the entries (write, + or -, member), the ranges
    /// of unparked keys, and the parked events (from, to, member).
    /// </summary>
    public static readonly string Text = $$"""
        local c = redis.call('HMGET', KEYS[1], 'mark', 'fence', 'applies', 'hold', 'last', 'token', 'slice', 'reached')
        if not c[1] then return 'moved' end
        if c[5] == ARGV[5] then return 'applied ' .. c[3] end
        if c[4] then return 'held ' .. c[4] end
        if #c[2] > #ARGV[3] or (#c[2] == #ARGV[3] and c[2] > ARGV[3]) then return 'fenced' end
        if c[1] ~= ARGV[1] or (ARGV[4] ~= '' and ARGV[4] ~= c[3]) then return 'moved' end
        local slice, last, n = tonumber(ARGV[6]), ARGV[7] == '1', tonumber(ARGV[8])
        if slice > 0 and (c[6] ~= ARGV[5] or c[7] ~= ARGV[6]) then return 'broken' end

        local function each(command, key, list)
          for i = 1, #list, 1000 do
            redis.call(command, key, unpack(list, i, math.min(i + 999, #list)))
          end
        end

        local kinds, next = ARGV[9 + 3 * n], 10 + 3 * n
        local field = next + 1
        next = field + tonumber(ARGV[next])
        local before = {}
        if n > 0 then before = redis.call('HMGET', KEYS[2], unpack(ARGV, 9, 8 + n)) end
        local bounced, texts, hashes, gone, guards, unguarded = {}, {}, {}, {}, {}, {}
        local new, old, dead, risen = {}, {}, {}, {}
        for i = 1, n do
          local key, row, position, data = KEYS[7 + i], ARGV[8 + i], ARGV[8 + n + i], ARGV[8 + 2 * n + i]
          local guard, kind, fields = before[i], kinds:sub(i, i), nil
          if kind == 'h' then
            fields = {unpack(ARGV, field, field + tonumber(data) - 1)}
            field = field + tonumber(data)
          end
          local lives = guard and guard:byte(51) == 32
          -- A guard goes on behind its position, so it is above that position too.
          if guard and guard > position and guard:sub(1, 50) ~= position then
            bounced[i] = true
          elseif kind ~= 'd' then
            if fields then
              hashes[#hashes + 1] = {key, fields}
            else
              texts[#texts + 1] = key
              texts[#texts + 1] = data
            end
            guards[#guards + 1] = row
            guards[#guards + 1] = lives and ('%s %d'):format(position, guard:sub(52) + 1) or position .. ' 1'
            if not lives then
              new[#new + 1] = 0
              new[#new + 1] = row
              if guard then risen[#risen + 1] = row end
            end
          else
            gone[#gone + 1] = key
            if lives then old[#old + 1] = row end
            if {{NeedsTombstone}} then
              guards[#guards + 1] = row
              guards[#guards + 1] = position .. 'x'
              dead[#dead + 1] = row
            else
              unguarded[#unguarded + 1] = row
            end
          end
        end

        if {{GuardsNow}} then each('HSET', KEYS[2], guards) end
        each('HDEL', KEYS[2], unguarded)
        if #texts > 0 then redis.call('MSET', unpack(texts)) end
        for _, one in ipairs(hashes) do
          redis.call('DEL', one[1])
          each('HSET', one[1], one[2])
        end
        if #gone > 0 then redis.call('UNLINK', unpack(gone)) end
        each('ZADD', KEYS[3], new)
        each('ZREM', KEYS[3], old)
        each('SADD', KEYS[6], dead)
        each('SREM', KEYS[6], risen)

        local added, removed = {}, {}
        for i = next + 1, next + 3 * tonumber(ARGV[next]), 3 do
          if not bounced[tonumber(ARGV[i])] then
            if ARGV[i + 1] == '+' then
              added[#added + 1] = 0
              added[#added + 1] = ARGV[i + 2]
            else
              removed[#removed + 1] = ARGV[i + 2]
            end
          end
        end
        each('ZREM', KEYS[4], removed)
        each('ZADD', KEYS[4], added)
        next = next + 1 + 3 * tonumber(ARGV[next])

        if not last then
          local reached = c[8]
          if not reached or reached:sub(1, 50) < ARGV[2]:sub(1, 50) then reached = ARGV[2] end
          redis.call('HSET', KEYS[1], 'fence', ARGV[3], 'token', ARGV[5], 'slice', slice + 1, 'reached', reached{{MarkEarly}})
          return 'more'
        end

        if slice > 0 then
          each('HDEL', KEYS[2], redis.call('SMEMBERS', KEYS[6]))
          redis.call('HDEL', KEYS[1], 'token', 'slice')
        end
        redis.call('DEL', KEYS[6])
        for i = next + 1, next + 2 * tonumber(ARGV[next]), 2 do
          redis.call('ZREMRANGEBYLEX', KEYS[5], ARGV[i], ARGV[i + 1])
        end
        next = next + 1 + 2 * tonumber(ARGV[next])
        for i = next + 1, next + 3 * tonumber(ARGV[next]), 3 do
          redis.call('ZREMRANGEBYLEX', KEYS[5], ARGV[i], ARGV[i + 1])
          redis.call('ZADD', KEYS[5], 0, ARGV[i + 2])
        end
        local applies = redis.call('HINCRBY', KEYS[1], 'applies', 1)
        redis.call('HSET', KEYS[1], 'mark', ARGV[2], 'fence', ARGV[3], 'last', ARGV[5], 'holes', redis.call('ZCARD', KEYS[5]))
        if c[8] and c[8]:sub(1, 50) <= ARGV[2]:sub(1, 50) then redis.call('HDEL', KEYS[1], 'reached') end
        return 'applied ' .. applies
        """;

#if TRAP_19
    private const string NeedsTombstone = "false";
#else
    private const string NeedsTombstone = "not last";
#endif

#if TRAP_18
    private const string GuardsNow = "last";
#else
    private const string GuardsNow = "true";
#endif

#if TRAP_17
    private const string MarkEarly = ", 'mark', ARGV[2]";
#else
    private const string MarkEarly = "";
#endif
}
