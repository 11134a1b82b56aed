using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;

namespace CqrsKit.Writing;

/// <summary>The outcomes that are kept under idempotency keys: their fingerprints, and their results as bytes and back.</summary>
internal sealed class KeptOutcomes(IWriteStore store, IPayloadCodec codec)
{
    private const string FingerprintVersion = "1:";

    /// <summary>What a command's outcome is kept under.</summary>
    public KeyedCommand KeyOf(
        string tenant,
        IdempotencyKey key,
        string name,
        object command,
        Type type,
        bool hasResult
    ) => new(new OutcomeKey(tenant, key.Scope ?? name, key.Value), Fingerprint(key, name, command, type), hasResult);

    /// <summary>The first outcome under the key, or null.</summary>
    /// <exception cref="IdempotencyException">The key was used for something else.</exception>
    public async ValueTask<StoredOutcome?> FindAsync(KeyedCommand keyed, CancellationToken cancellationToken)
    {
        var stored = await store.FindOutcomeAsync(keyed.Key, cancellationToken).ConfigureAwait(false);
        if (stored is not null && stored.Outcome.Fingerprint != keyed.Fingerprint)
            throw new IdempotencyException(keyed.Key, keyed.Fingerprint, stored.Outcome.Fingerprint);
        return stored;
    }

    /// <summary>The outcome to commit with the unit; a result of null is kept as no bytes.</summary>
    public OutcomeWrite Write<TResult>(KeyedCommand keyed, TResult result) =>
        new(
            keyed.Key,
            keyed.Fingerprint,
            codec.Name,
            keyed.HasResult && result is not null ? codec.Encode(result, typeof(TResult)) : ReadOnlyMemory<byte>.Empty
        );

    /// <summary>The result that was kept.</summary>
    public TResult Read<TResult>(StoredOutcome stored)
    {
        var outcome = stored.Outcome;
        if (outcome.Result.IsEmpty)
            return default!;
        if (outcome.Codec != codec.Name)
            throw new CqrsKitException(
                $"The outcome under the idempotency key '{outcome.Key.Value}' (scope '{outcome.Key.Scope}') was written by the codec '{outcome.Codec}', and this application uses '{codec.Name}'. The command was carried out then; purge the key to carry it out again."
            );
        return (TResult)codec.Decode(outcome.Result.Span, typeof(TResult));
    }

    private string Fingerprint(IdempotencyKey key, string name, object command, Type type)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, Encoding.UTF8.GetBytes(key.Discriminator));
        Add(hash, Encoding.UTF8.GetBytes(name));
        Add(hash, codec.Encode(command, type));
        return FingerprintVersion + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, byte[] part)
    {
        // Each part goes in with its length, so that no two lists of parts give the same bytes.
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
