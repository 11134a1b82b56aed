using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>
/// Estimates how many bytes the rows of a slice take. What a view takes is known by encoding it, which is too dear after each
/// event: it is done to one in a few, which tells by how much views grow with the events that come in, and to all of them
/// when that comes to too much.
/// </summary>
internal sealed class SliceSize
{
    // What a row costs beside its payload, and a parked event beside its error: keys, objects and entries, roughly.
    private const int RowCost = 300,
        ParkedCost = 150,
        SampleEvery = 64;

    // At first, as if a view kept everything; never below an eighth, for what the samples have missed.
    private const double LeastGrowth = 0.125;

    private long _measured;
    private long _input;
    private long _sampledInput;
    private long _sampledGrowth;
    private uint _folds;

    /// <summary>The estimate.</summary>
    public long Estimate => _measured + (long)(_input * Growth);

    private double Growth => _sampledInput == 0 ? 1 : double.Max(LeastGrowth, (double)_sampledGrowth / _sampledInput);

    public void Add(SliceRow row) => Resize(row, RowCost);

    /// <summary>Notes what an event has brought in.</summary>
    /// <returns>Whether the row is to be measured, as a sample.</returns>
    public bool Grow(SliceRow row, int input)
    {
        row.Input += input + 1;
        _input += input + 1;
        return _folds++ % SampleEvery == 0;
    }

    public void AddParked(SliceRow row, ParkedEvent parked) =>
        Resize(row, row.Size + ParkedCost + 2 * (parked.Error?.Length ?? 0));

    /// <summary>Notes how long a row's payload is.</summary>
    public void Measure(SliceRow row, int payload)
    {
        var before = row.Size;
        // Twice: as UTF-16 in memory.
        var now = RowCost + 2L * payload;
        if (row.Parked is null)
            Resize(row, now);
        _sampledGrowth += long.Max(0, now - before);
        _sampledInput += row.Input;
        _input -= row.Input;
        row.Input = 0;
    }

    public void Remove(SliceRow row)
    {
        _measured -= row.Size;
        _input -= row.Input;
    }

    private void Resize(SliceRow row, long size)
    {
        _measured += size - row.Size;
        row.Size = size;
    }
}
