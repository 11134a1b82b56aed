using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CqrsKit.Reading;
using StackExchange.Redis;

namespace CqrsKit.Redis.Views;

/// <summary>A batch, cut so that the script of no slice keeps the server for long.</summary>
internal sealed class ApplySlices
{
    private const int BytesPerSlice = 512 * 1024;
    private const int EntriesPerSlice = 2000;

    private readonly ViewBatch _batch;
    private readonly PartitionKeys _partition;
    private readonly RedisOptions _options;
    private readonly string _applies;
    private readonly string _token;
    private readonly List<Range> _slices = [];

    public ApplySlices(ViewBatch batch, PartitionKeys partition, RedisOptions options, string applies, string token)
    {
        (_batch, _partition, _options, _applies, _token) = (batch, partition, options, applies, token);
        Cut();
    }

    public int Count => _slices.Count;

    private bool IsHashes => _options.Format == RedisFormat.Hashes;

    public RedisKey[] Keys(int slice) =>
        [.. _partition.All, .. Writes(slice).Select(write => _partition.Row(write.Key))];

    /// <summary>The arguments, as <see cref="ApplyScript.Text"/> takes them.</summary>
    public RedisValue[] Values(int slice)
    {
        var writes = Writes(slice);
        var isLast = slice == Count - 1;
        var values = new List<RedisValue>(20 + 4 * writes.Count)
        {
            Marks.Of(_batch.Expected),
            Marks.Of(_batch.Next),
            _batch.Fence,
            _applies,
            _token,
            slice,
            isLast ? "1" : "0",
            writes.Count,
        };
        values.AddRange(writes.Select(write => (RedisValue)Names.Row(write.Key)));
        values.AddRange(writes.Select(write => (RedisValue)Marks.Bytes(write.Position)));
        AddPayloads(values, writes);
        AddEntries(values, writes);
        AddKeys(values, isLast ? _batch.Unparked : []);
        AddParked(values, isLast ? _batch.Parked : []);
        return [.. values];
    }

    private IReadOnlyList<ViewWrite> Writes(int slice)
    {
        if (Count == 1)
            return _batch.Writes;
        var (start, length) = _slices[slice].GetOffsetAndLength(_batch.Writes.Count);
        return [.. _batch.Writes.Skip(start).Take(length)];
    }

    private void Cut()
    {
        var start = 0;
        var bytes = 0;
        var entries = 0;
        for (var i = 0; i < _batch.Writes.Count; i++)
        {
            var write = _batch.Writes[i];
            var size = write.Data?.Length ?? 0;
            var more = write.AddedEntries.Count + write.RemovedEntries.Count;
            if (
                i > start
                && (
                    i - start >= _options.ViewsPerScript
                    || bytes + size > BytesPerSlice
                    || entries + more > EntriesPerSlice
                )
            )
            {
                _slices.Add(start..i);
                (start, bytes, entries) = (i, 0, 0);
            }

            bytes += size;
            entries += more;
        }

        _slices.Add(start.._batch.Writes.Count);
    }

    private void AddPayloads(List<RedisValue> values, IReadOnlyList<ViewWrite> writes)
    {
        var kinds = new char[writes.Count];
        var fields = new List<RedisValue>();
        for (var i = 0; i < kinds.Length; i++)
        {
            if (writes[i].Data is not { } data)
            {
                kinds[i] = 'd';
                values.Add(RedisValue.EmptyString);
            }
            else if (IsHashes)
            {
                kinds[i] = 'h';
                var split = ViewPayload.Fields(data);
                values.Add(split.Count);
                fields.AddRange(split);
            }
            else
            {
                kinds[i] = 't';
                values.Add(data);
            }
        }

        values.Add(new string(kinds));
        values.Add(fields.Count);
        values.AddRange(fields);
    }

    private static void AddEntries(List<RedisValue> values, IReadOnlyList<ViewWrite> writes)
    {
        var at = values.Count;
        var count = 0;
        values.Add(default);
        for (var i = 0; i < writes.Count; i++)
        {
            Add(i, "-", writes[i].RemovedEntries);
            Add(i, "+", writes[i].AddedEntries);
        }

        values[at] = count;

        void Add(int write, string what, IReadOnlyList<IndexEntry> entries)
        {
            foreach (var entry in entries)
            {
                values.Add(write + 1);
                values.Add(what);
                values.Add(IndexMembers.Of(entry, writes[write].Key));
                count++;
            }
        }
    }

    private static void AddKeys(List<RedisValue> values, IReadOnlyList<ViewKey> keys)
    {
        values.Add(keys.Count);
        foreach (var key in keys)
        {
            var (from, to) = ParkedMembers.Of(key);
            values.Add(from);
            values.Add(to);
        }
    }

    private static void AddParked(List<RedisValue> values, IReadOnlyList<ParkedEvent> parked)
    {
        values.Add(parked.Count);
        foreach (var one in parked)
        {
            var (from, to) = ParkedMembers.At(one);
            values.Add(from);
            values.Add(to);
            values.Add(ParkedMembers.Of(one));
        }
    }
}
