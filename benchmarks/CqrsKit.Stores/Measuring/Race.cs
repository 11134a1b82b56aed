using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;

namespace CqrsKit.Stores.Measuring;

/// <summary>Several contenders in turn, A B C A B C …, so that a machine whose speed drifts drifts for all of them.</summary>
internal sealed class Race(int rounds)
{
    private readonly List<(string Name, Func<Task<Sample>> Run)> _contenders = [];
    private readonly Dictionary<string, List<Sample>> _samples = [];

    public Race Add(string name, Func<Task<Sample>> run)
    {
        _contenders.Add((name, run));
        _samples.Add(name, []);
        return this;
    }

    /// <summary>Runs a warm-up round that is not counted, then the rounds, and prints a line per contender.</summary>
    public async Task RunAsync(string title)
    {
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var (name, run) in _contenders)
            {
                var sample = await run();
                if (round > 0)
                    _samples[name].Add(sample);
            }
        }

        Console.WriteLine(title);
        foreach (var (name, _) in _contenders)
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {name, -28} {Median(name, sample => sample.PerSecond), 12:N0} /s   {Median(name, sample => sample.CpuMicroseconds), 9:N1} µs CPU, {Median(name, sample => sample.BytesEach), 8:N0} B each"
                )
            );
    }

    /// <summary>The median over the rounds of a figure of one contender over that of another in the same round.</summary>
    public double Ratio(string name, string over, Func<Sample, double> figure) =>
        MedianOf(_samples[name].Zip(_samples[over], (left, right) => figure(left) / figure(right)));

    private double Median(string name, Func<Sample, double> figure) => MedianOf(_samples[name].Select(figure));

    private static double MedianOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
