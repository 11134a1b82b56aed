using System;
using System.Linq;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Setup;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Tests.Setup;

/// <summary>What is stored is in the registered JSON contexts, or the program doesn't start.</summary>
public sealed class JsonTests
{
    [Fact]
    public async Task Events_states_and_views_that_no_context_names_are_faults()
    {
        using var kit = Kit(kit => kit.UseInMemory().UseJson(Nothing.Default));

        var error = await Assert.ThrowsAsync<StartupException>(() => kit.Root.StartCqrsKitAsync().AsTask());

        Assert.Equal(
            [typeof(Box), typeof(Boxes), typeof(Filled)],
            error.Faults.Select(fault => Array.Find(Stored, type => type.ToString() == fault.Subject))
        );
        Assert.All(error.Faults, fault => Assert.Contains("[JsonSerializable(typeof(", fault.Remedy));
    }

    [Fact]
    public async Task Several_contexts_add_up_and_what_a_type_is_made_of_comes_with_it()
    {
        using var kit = Kit(kit => kit.UseInMemory().UseJson(EventsOnly.Default, Parts.Default));

        await kit.Root.StartCqrsKitAsync();
        Assert.Equal(1, await kit.Commands.SendAsync(new Fill("a")));
        await kit.Root.StopCqrsKitAsync();
    }

    [Fact]
    public async Task Where_nothing_is_stored_nothing_has_to_be_json()
    {
        using var kit = new TestKit(kit => kit.UseJson(Nothing.Default).AddEvent<Filled>());

        await kit.Root.StartCqrsKitAsync();
    }

    [Fact]
    public async Task A_command_under_an_idempotency_key_that_no_context_names_says_so()
    {
        using var kit = Kit(kit => kit.UseInMemory().UseJson(EventsOnly.Default, Parts.Default));
        var options = new SendOptions { IdempotencyKey = new IdempotencyKey("once") };

        var error = await Assert.ThrowsAsync<CqrsKitException>(() =>
            kit.Commands.SendWithReceiptAsync(new Fill("a"), options).AsTask()
        );

        Assert.Contains($"{typeof(Fill)} is stored as JSON", error.Message, StringComparison.Ordinal);
    }

    private static readonly Type[] Stored = [typeof(Filled), typeof(Box), typeof(Boxes)];

    private static TestKit Kit(Action<CqrsKitBuilder> configure) =>
        new(kit =>
        {
            kit.AddCommandHandler<Fill, int, FillHandler>().AddEvent<Filled>();
            kit.AddAggregate<BoxAggregate>(box => box.StoreState()).AddView<BoxViews>(view => view.Inline());
            configure(kit);
        });

    internal sealed record Fill(string Key) : ICommand<int>;

    [EventName("json-filled")]
    internal sealed record Filled(string Key) : IEvent;

    internal sealed record Box(int Times);

    internal sealed record Boxes(Box? Box);

    internal sealed record Shelf(Boxes[] All);

    internal sealed class BoxAggregate : Aggregate<Box>
    {
        public BoxAggregate()
            : base("json-box") => On<Filled>((box, _) => new Box((box?.Times ?? 0) + 1));
    }

    internal sealed class BoxViews : Projection<Boxes>
    {
        public BoxViews()
            : base("json-boxes") =>
            On<Filled>(e => e.Key, (view, _) => new Boxes(new Box((view?.Box?.Times ?? 0) + 1)));
    }

    internal sealed class FillHandler(IRepository<Box> boxes) : ICommandHandler<Fill, int>
    {
        public async ValueTask<int> HandleAsync(Fill command, CancellationToken cancellationToken)
        {
            var box = await boxes.LoadAsync(command.Key, cancellationToken);
            box.Append(new Filled(command.Key));
            return box.State!.Times;
        }
    }
}

[JsonSerializable(typeof(int))]
internal sealed partial class Nothing : JsonSerializerContext;

[JsonSerializable(typeof(JsonTests.Filled))]
internal sealed partial class EventsOnly : JsonSerializerContext;

[JsonSerializable(typeof(JsonTests.Shelf))]
internal sealed partial class Parts : JsonSerializerContext;
