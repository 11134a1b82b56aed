using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using Xunit;

namespace CqrsKit.Tests.Events;

public sealed class EventFanTests
{
    [Fact]
    public async Task Bound_handlers_run_in_order_whichever_of_them_completes_later()
    {
        for (var handlers = 2; handlers <= 5; handlers++)
        {
            for (var slow = -1; slow < handlers; slow++)
            {
                var ran = new List<int>();
                var gate = new TaskCompletionSource();
                var call = new Fan<Happened>().Open([
                    .. Enumerable.Range(0, handlers).Select(i => new Step(i, i == slow ? gate.Task : null, ran)),
                ]);

                var running = call(new Happened(), default);
                Assert.Equal(Enumerable.Range(0, slow < 0 ? handlers : slow), ran);
                gate.SetResult();
                await running;

                Assert.Equal(Enumerable.Range(0, handlers), ran);
            }
        }
    }

    private sealed record Happened : IEvent;

    private sealed class Step(int number, Task? gate, List<int> ran) : IEventHandler<Happened>
    {
        public async ValueTask HandleAsync(Happened @event, CancellationToken cancellationToken)
        {
            if (gate is not null)
                await gate;
            ran.Add(number);
        }
    }
}
