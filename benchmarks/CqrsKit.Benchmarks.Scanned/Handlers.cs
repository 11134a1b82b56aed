using CqrsKit.Benchmarks.Far;
using CqrsKit.Setup;

namespace CqrsKit.Benchmarks.Scanned;

internal static class Handlers
{
    public static CqrsKitBuilder AddTo(CqrsKitBuilder kit) =>
        kit.AddHandlersFrom(typeof(Handlers).Assembly, typeof(FarCommand0001).Assembly);
}
