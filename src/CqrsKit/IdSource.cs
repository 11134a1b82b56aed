using System;
using System.Security.Cryptography;

namespace CqrsKit;

/// <summary>
/// The one seam through which CqrsKit takes ids and randomness. Replace it in the container to make runs repeatable.
/// </summary>
public abstract class IdSource
{
    /// <summary>A new id, unique across processes and machines; ids taken later should sort later.</summary>
    public abstract Guid NewId();

    /// <summary>A number from 0 (included) to 1 (excluded), used to spread retries.</summary>
    public abstract double NextDouble();

    /// <summary>Ids of version 7 (RFC 9562) and a cryptographic generator.</summary>
    public static IdSource Random(TimeProvider time) => new RandomIdSource(time);

    private sealed class RandomIdSource(TimeProvider time) : IdSource
    {
        public override Guid NewId() => Guid.CreateVersion7(time.GetUtcNow());

        public override double NextDouble() => RandomNumberGenerator.GetInt32(1 << 30) / (double)(1 << 30);
    }
}
