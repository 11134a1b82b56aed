namespace CqrsKit.Redis.Views;

/// <summary>
/// The scripts on generations. The hash of a view's generations decides which one is active; the partitions of both lie in
/// other slots, and are held while a switch is under way, so that nobody writes what the switch has looked at. A hold names
/// its switch: whoever meets it asks the deciding hash what became of the switch, and ends it.
/// </summary>
internal static class GenerationScripts
{
    /// <summary>KEYS: generations. ARGV: from, to ('' for none), the switch. Whether it may be made.</summary>
    public const string Begin = $"""
        {MayBeMade}
        redis.call('HSET', KEYS[1], 'switch', ARGV[3])
        return 1
        """;

    /// <summary>The same KEYS and ARGV. Makes the switch, unless another one was begun, or this one given up, meanwhile.</summary>
    public const string Commit = $"""
        {MayBeMade}
        if redis.call('HGET', KEYS[1], 'switch') ~= ARGV[3] then return 0 end
        redis.call('HDEL', KEYS[1], 'switch', 'active')
        redis.call('HSET', KEYS[1], 'done', ARGV[3])
        if ARGV[2] ~= '' then
          redis.call('HSET', KEYS[1], 'active', ARGV[2], 'g' .. ARGV[2], to:sub(1, -2) .. 'r')
        end
        return 1
        """;

    /// <summary>KEYS: generations. ARGV: the switch, a generation, '1' to give the switch up where it is not made yet.</summary>
    /// <returns>Of the generation: left, active, or 'open' while the switch is still under way.</returns>
    public const string End = """
        if redis.call('HGET', KEYS[1], 'switch') == ARGV[1] then
          if ARGV[3] ~= '1' then return 'open' end
          redis.call('HDEL', KEYS[1], 'switch')
        end
        return redis.call('HGET', KEYS[1], 'active') == ARGV[2] and 'active' or 'left'
        """;

    /// <summary>KEYS: generations. ARGV: a number. Makes the generation invisible; 0 where it is the active one.</summary>
    public const string Bury = """
        if redis.call('HGET', KEYS[1], 'active') == ARGV[1] then return 0 end
        local record = redis.call('HGET', KEYS[1], 'g' .. ARGV[1])
        if record then redis.call('HSET', KEYS[1], 'g' .. ARGV[1], record:sub(1, -2) .. 'x') end
        return 1
        """;

    /// <summary>KEYS: those of the partition. ARGV: log, partitions, mark. Whether it was made; not, where one is there.</summary>
    public const string Make = """
        if redis.call('EXISTS', unpack(KEYS)) > 0 then return 0 end
        redis.call('HSET', KEYS[1], 'log', ARGV[1], 'partitions', ARGV[2], 'mark', ARGV[3], 'fence', 0, 'applies', 0, 'left', 1)
        return 1
        """;

    /// <summary>
    /// KEYS: those of the partition. ARGV: the hold (the switch, and f or t for the generation that it is from or to), the
    /// expected mark ('' for any), the hold that may be replaced. Holds it.
    /// </summary>
    public const string Hold = """
        local c = redis.call('HMGET', KEYS[1], 'mark', 'hold')
        if not c[1] then return ARGV[2] == '' and 'held' or 'moved' end
        if ARGV[2] ~= '' and c[1] ~= ARGV[2] then return 'moved' end
        if c[2] and c[2] ~= ARGV[1] and c[2] ~= ARGV[3] then return 'other ' .. c[2] end
        redis.call('HSET', KEYS[1], 'hold', ARGV[1])
        redis.call('DEL', KEYS[7])
        return 'held'
        """;

    /// <summary>
    /// KEYS: those of the partition. ARGV: the hold; left or active, what the generation is now. Ends the hold; whoever writes
    /// a generation that was left notices by its fence.
    /// </summary>
    public const string Release = """
        if redis.call('HGET', KEYS[1], 'hold') ~= ARGV[1] then return 0 end
        redis.call('HDEL', KEYS[1], 'hold')
        if ARGV[2] == 'active' then
          redis.call('HDEL', KEYS[1], 'left')
          redis.call('SET', KEYS[7], 1)
        else
          redis.call('HSET', KEYS[1], 'left', 1)
          if ARGV[1]:sub(-1) == 'f' then redis.call('HINCRBY', KEYS[1], 'fence', 1) end
        end
        return 1
        """;

    /// <summary>
    /// KEYS: those of the partition. Raises the fence, above whatever a server that has lost its tail may have given out.
    /// </summary>
    public const string Raise = """
        local c = redis.call('HMGET', KEYS[1], 'fence', 'applies', 'hold')
        if not c[1] then return 'gone' end
        if c[3] then return 'held ' .. c[3] end
        local now = redis.call('TIME')
        now = now[1] .. string.format('%06d', now[2])
        if #c[1] < #now or (#c[1] == #now and c[1] < now) then
          redis.call('HSET', KEYS[1], 'fence', now)
        else
          redis.call('HINCRBY', KEYS[1], 'fence', 1)
        end
        return redis.call('HGET', KEYS[1], 'fence') .. ' ' .. c[2]
        """;

    private const string MayBeMade = """
        local g = redis.call('HMGET', KEYS[1], 'active', 'done', 'g' .. ARGV[2])
        local to = g[3]
        if g[2] == ARGV[3] then return 1 end
        if (g[1] or '') ~= ARGV[1] then return 0 end
        if ARGV[2] ~= '' and (not to or to:sub(-1) == 'x' or ARGV[2] == ARGV[1]) then return 0 end
        """;
}
