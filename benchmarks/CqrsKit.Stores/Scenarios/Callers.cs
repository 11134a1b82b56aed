using System;
using System.Linq;
using System.Threading.Tasks;

namespace CqrsKit.Stores.Scenarios;

/// <summary>Callers at once, each with a stream of its own that it appends to, command after command.</summary>
internal static class Callers
{
    /// <param name="concurrency">How many callers.</param>
    /// <param name="commands">How many commands all of them send.</param>
    /// <param name="append">Appends to a caller's stream at its expected version; whether it was written.</param>
    /// <param name="events">How many events a command appends.</param>
    public static async Task<long> RunAsync(
        int concurrency,
        int commands,
        Func<int, long, byte[], Task<bool>> append,
        int events = 1
    )
    {
        var data = Units.Encode(ItemMoved.Number(1));
        var each = commands / concurrency;
        var callers = Enumerable
            .Range(0, concurrency)
            .Select(caller =>
                Task.Run(async () =>
                {
                    for (var i = 0; i < each; i++)
                    {
                        if (!await append(caller, 1 + (long)i * events, data))
                            throw new InvalidOperationException("An append was refused.");
                    }
                })
            );
        await Task.WhenAll(callers);
        return (long)each * concurrency;
    }
}
