using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Tests.Setup;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Tests.Events;

public sealed class EventDispatchTests
{
    [Fact]
    public async Task Handlers_of_the_type_its_bases_and_interfaces_run_in_declared_order()
    {
        using var kit = new TestKit(
            kit =>
                kit.AddEventHandler<IEvent, Every>().AddEventHandler<Shipped, Ships>().AddEventHandler<Moved, Moves>(),
            services => services.AddScoped<Journal>()
        );

        await kit.Scope.GetRequiredService<IEventDispatcher>().PublishAsync<IEvent>(new Shipped());

        Assert.Equal(["every", "ships", "moves"], Lines(kit));
    }

    [Fact]
    public async Task An_event_without_handlers_is_no_error()
    {
        using var kit = new TestKit(_ => { });

        await kit.Scope.GetRequiredService<IEventDispatcher>().PublishAsync(new Shipped());
        await kit.Root.GetRequiredService<IEventDispatcher>().PublishAsync(new Shipped());
    }

    private static IReadOnlyList<string> Lines(TestKit kit) => kit.Scope.GetRequiredService<Journal>().Lines;

    [EventName("dispatch-test-moved")]
    private record Moved : IEvent;

    [EventName("dispatch-test-shipped")]
    private sealed record Shipped : Moved;

    private sealed class Every(Journal journal) : IEventHandler<IEvent>
    {
        public ValueTask HandleAsync(IEvent @event, CancellationToken cancellationToken)
        {
            journal.Add("every");
            return default;
        }
    }

    private sealed class Ships(Journal journal) : IEventHandler<Shipped>
    {
        public ValueTask HandleAsync(Shipped @event, CancellationToken cancellationToken)
        {
            journal.Add("ships");
            return default;
        }
    }

    private sealed class Moves(Journal journal) : IEventHandler<Moved>
    {
        public ValueTask HandleAsync(Moved @event, CancellationToken cancellationToken)
        {
            journal.Add("moves");
            return default;
        }
    }
}
