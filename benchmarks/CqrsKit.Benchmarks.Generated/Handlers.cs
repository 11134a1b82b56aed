using CqrsKit.Benchmarks.Far;
using CqrsKit.Setup;

namespace CqrsKit.Benchmarks.Generated;

internal static class Handlers
{
    public static CqrsKitBuilder AddTo(CqrsKitBuilder kit) =>
        kit.AddHandlers<GeneratedHandlers>().AddHandlers<FarHandlers>();
}
