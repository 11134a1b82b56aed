namespace CqrsKit.Stores.Measuring;

/// <summary>One run of one contender: how long, how much processor time and memory of this process, for how many operations.</summary>
internal readonly record struct Sample(double Seconds, double CpuSeconds, long Operations, long Bytes = 0)
{
    public double PerSecond => Operations / Seconds;

    public double CpuMicroseconds => CpuSeconds * 1e6 / Operations;

    public double BytesEach => (double)Bytes / Operations;
}
