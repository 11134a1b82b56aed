using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;
using StackExchange.Redis;

namespace CqrsKit.Redis.Views;

/// <summary>Lists a generation by an index: a stretch of each partition's entries, put in order together.</summary>
internal sealed class ListReader(RedisFormat format)
{
    public async Task<(bool IsActive, IReadOnlyList<StoredView> Rows)> ListAsync(
        IDatabase database,
        GenerationKeys generation,
        string tenant,
        IndexRange range
    )
    {
        var (start, low, high) = IndexMembers.Range(tenant, range);
        var answers = await Task.WhenAll(
                generation.Partitions.Select(partition =>
                    database.ScriptEvaluateAsync(
                        ListScript.Text,
                        partition.All,
                        [
                            range.Descending ? "ZREVRANGEBYLEX" : "ZRANGEBYLEX",
                            range.Descending ? high : low,
                            range.Descending ? low : high,
                            range.Limit,
                            (byte[])partition.Row(new ViewKey(tenant, ""))!,
                            start,
                            format == RedisFormat.Hashes ? 1 : 0,
                        ]
                    )
                )
            )
            .ConfigureAwait(false);

        var isActive = true;
        var found = new List<(ReadOnlyMemory<byte> Member, RedisResult Row)>();
        foreach (var answer in answers)
        {
            isActive &= (int)answer[0] == 1;
            for (var i = 1; i < answer.Length; i += 2)
                found.Add(((RedisValue)answer[i], answer[i + 1]));
        }

        if (answers.Length > 1)
        {
            var direction = range.Descending ? -1 : 1;
            found.Sort((left, right) => direction * left.Member.Span.SequenceCompareTo(right.Member.Span));
        }

        return (isActive, [.. found.Take(range.Limit).Select(one => Read(one.Member, one.Row))]);

        StoredView Read(ReadOnlyMemory<byte> member, RedisResult row) =>
            new(new ViewKey(tenant, IndexMembers.KeyOf(member, start)), DataOf(row), 0);
    }

    private ReadOnlyMemory<byte> DataOf(RedisResult row)
    {
        if (format == RedisFormat.Json)
            return (RedisValue)row;
        var fields = new HashEntry[row.Length / 2];
        for (var i = 0; i < fields.Length; i++)
            fields[i] = new HashEntry((RedisValue)row[2 * i], (RedisValue)row[2 * i + 1]);
        return ViewPayload.Join(fields) ?? default;
    }
}
