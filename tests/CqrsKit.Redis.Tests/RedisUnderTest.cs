using System;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Testing;
using CqrsKit.Writing;

namespace CqrsKit.Redis.Tests;

/// <summary>A key prefix as the conformance suite tries it.</summary>
internal sealed class RedisUnderTest(RedisFormat format, int viewsPerScript) : StoreUnderTest
{
    private readonly string _prefix = Some.Prefix();
    private Store? _store;

    public override IWriteStore WriteStore => throw new NotSupportedException("Redis holds views only.");

    public override IViewStore ViewStore => (_store ??= Open()).Views;

    public static Func<ValueTask<StoreUnderTest>> With(RedisFormat format = RedisFormat.Json, int viewsPerScript = 500) =>
        () => new(new RedisUnderTest(format, viewsPerScript));

    public override ValueTask ReopenAsync()
    {
        _store?.Dispose();
        _store = Open();
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _store?.Dispose();
        return ValueTask.CompletedTask;
    }

    private Store Open() =>
        new(
            RedisProcess.Shared.Address,
            options =>
            {
                options.KeyPrefix = _prefix;
                options.Format = format;
                options.ViewsPerScript = viewsPerScript;
            }
        );
}
