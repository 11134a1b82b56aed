using System;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Testing;
using CqrsKit.Writing;

namespace CqrsKit.Redis.Tests;

/// <summary>A key prefix as the conformance suite tries it.</summary>
internal sealed class RedisUnderTest(string address, RedisFormat format, int viewsPerScript) : StoreUnderTest
{
    private readonly string _prefix = Some.Prefix();
    private Store? _store;

    public override IWriteStore WriteStore => throw new NotSupportedException("Redis holds views only.");

    public override IViewStore ViewStore => (_store ??= Open()).Views;

    /// <summary>Opens stores on the shared server, or at an address.</summary>
    public static Func<ValueTask<StoreUnderTest>> With(
        RedisFormat format = RedisFormat.Json,
        int viewsPerScript = 500,
        Func<string>? address = null
    ) => () => new(new RedisUnderTest(address?.Invoke() ?? RedisProcess.Shared.Address, format, viewsPerScript));

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
            address,
            options =>
            {
                options.KeyPrefix = _prefix;
                options.Format = format;
                options.ViewsPerScript = viewsPerScript;
            }
        );
}
