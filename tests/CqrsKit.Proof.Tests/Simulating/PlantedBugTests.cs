using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Subscriptions;
using CqrsKit.Testing;
using CqrsKit.Writing;
using Xunit;
using Xunit.Abstractions;

namespace CqrsKit.Proof.Tests.Simulating;

/// <summary>Mistakes of users, which tests in memory do not show, are found, and what is left of the run is short.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    private const int Seeds = 300;
    private const int MostLines = 200;

    [Fact]
    public void A_subscriber_that_drops_its_key_is_found()
    {
        var run = Shop<Totals, CarelessPoints>().Search(Seeds);

        output.WriteLine(run?.ToString() ?? "");
        Assert.StartsWith("a placed order earns one point at most", run?.Problems[0]);
        Assert.InRange(run!.Trace.Count, 1, MostLines);
        Assert.Null(Shop<Totals, Points>().Search(Seeds));
    }

    [Fact]
    public void A_projection_with_a_memory_of_its_own_is_found()
    {
        var run = Shop<ForgetfulTotals, Points>().Search(Seeds);

        output.WriteLine(run?.ToString() ?? "");
        Assert.StartsWith("Fold", run?.Problems[0]);
        Assert.InRange(run!.Trace.Count, 1, MostLines);
    }

    [Fact]
    public void A_broken_invariant_of_a_row_is_found_without_any_fault()
    {
        var run = Shop<Totals, Points>()
            .With(options => options.Faults = [])
            .Always<Total>("a total is below 20", total => total.Amount < 20)
            .Search(Seeds);

        Assert.StartsWith("Always: 'a total is below 20'", run?.Problems[0]);
        Assert.DoesNotContain(run!.Trace, line => line.Contains('!'));
    }

    [Fact]
    public void Leaving_the_thread_is_found_and_shown()
    {
        var run = Shop<Totals, StrayingPoints>().Search(seeds: 20);

        Assert.StartsWith("Thread", run?.Problems[0]);
        Assert.Contains(nameof(StrayingPoints), string.Join(' ', run!.Problems));
    }

    [Fact]
    public void Check_throws_with_the_seed_and_the_trace()
    {
        var thrown = Assert.Throws<SimulationException>(() => Shop<Totals, CarelessPoints>().Check(Seeds));

        Assert.StartsWith("seed ", thrown.Message);
        Assert.Contains("sends", thrown.Message);
    }

    [Fact]
    public void An_application_that_cannot_start_says_so()
    {
        var simulation = Shop<Totals, Points>(kit => kit.AddAggregate<SameAggregate>());

        Assert.Contains("does not start", Assert.Throws<SimulationException>(() => simulation.Run(0)).Message);
    }

    [Fact]
    public void A_simulation_in_which_nobody_does_anything_says_so() =>
        Assert.Contains("Does", Assert.Throws<SimulationException>(() => new Simulation(_ => { }).Run(0)).Message);

    private static Simulation Shop<TProjection, TSubscriber>(Action<CqrsKitBuilder>? more = null)
        where TProjection : Projection, new()
        where TSubscriber : class => new Simulation(kit =>
        {
            more?.Invoke(kit);
            kit.AddEvent<Placed>()
                .AddEvent<PointAdded>()
                .AddAggregate<OrderAggregate>()
                .AddAggregate<PointsAggregate>()
                .AddCommandHandler<Place, PlaceHandler>()
                .AddCommandHandler<AddPoint, AddPointHandler>()
                .AddView<TProjection>(view => view.Async())
                .AddSubscription<TSubscriber>("points");
        }).Does(random => new Place(random.Pick("ann", "bob"), random.Next(1, 10))).InTheEnd("a placed order earns one point at most", end => end.Events.OfType<PointAdded>().Count() <= end.Events.OfType<Placed>().Count());

    public sealed record Place(string Customer, int Amount) : ICommand;

    public sealed record AddPoint(string Customer) : ICommand;

    [EventName("planted-placed")]
    public sealed record Placed(string Customer, int Amount) : IEvent;

    [EventName("planted-point")]
    public sealed record PointAdded(string Customer) : IEvent;

    public sealed record Orders(int Count);

    public sealed record PointCount(int Count);

    public sealed record Total(string Customer, int Amount);

    private sealed class OrderAggregate : Aggregate<Orders>
    {
        public OrderAggregate()
            : base("orders") => On<Placed>((orders, _) => new Orders((orders?.Count ?? 0) + 1));
    }

    private sealed class SameAggregate : Aggregate<string>
    {
        public SameAggregate()
            : base("orders") => On<Placed>((_, e) => e.Customer);
    }

    private sealed class PointsAggregate : Aggregate<PointCount>
    {
        public PointsAggregate()
            : base("points") => On<PointAdded>((points, _) => new PointCount((points?.Count ?? 0) + 1));
    }

    private sealed class Totals : Projection<Total>
    {
        public Totals()
            : base("totals") =>
            On<Placed>(e => e.Customer, (total, e) => new Total(e.Customer, (total?.Amount ?? 0) + e.Amount));
    }

    private sealed class ForgetfulTotals : Projection<Total>
    {
        private int _sum; // the mistake: gone with the process, and not of one key

        public ForgetfulTotals()
            : base("totals") => On<Placed>(e => e.Customer, (_, e) => new Total(e.Customer, _sum += e.Amount));
    }

    private sealed class PlaceHandler(IRepository<Orders> orders) : ICommandHandler<Place>
    {
        public async ValueTask HandleAsync(Place command, CancellationToken cancellationToken) =>
            (await orders.LoadAsync(command.Customer, cancellationToken)).Append(
                new Placed(command.Customer, command.Amount)
            );
    }

    private sealed class AddPointHandler(IRepository<PointCount> points) : ICommandHandler<AddPoint>
    {
        public async ValueTask HandleAsync(AddPoint command, CancellationToken cancellationToken) =>
            (await points.LoadAsync(command.Customer, cancellationToken)).Append(new PointAdded(command.Customer));
    }

    private sealed class Points(ICommandDispatcher commands) : ISubscriber<Placed>
    {
        public async ValueTask HandleAsync(Placed @event, Effect effect, CancellationToken cancellationToken) =>
            await commands.SendAsync(new AddPoint(@event.Customer), cancellationToken);
    }

    private sealed class CarelessPoints(ICommandDispatcher commands) : ISubscriber<Placed>
    {
        public async ValueTask HandleAsync(Placed @event, Effect effect, CancellationToken cancellationToken)
        {
            var context = new MessageContext { Tenant = effect.Info.Stream.Tenant };
            await commands.SendWithReceiptAsync(
                new AddPoint(@event.Customer),
                new SendOptions { Context = context },
                cancellationToken
            );
        }
    }

    private sealed class StrayingPoints(ICommandDispatcher commands) : ISubscriber<Placed>
    {
        public async ValueTask HandleAsync(Placed @event, Effect effect, CancellationToken cancellationToken)
        {
            await Task.Delay(1, cancellationToken);
            await commands.SendAsync(new AddPoint(@event.Customer), cancellationToken);
        }
    }
}
