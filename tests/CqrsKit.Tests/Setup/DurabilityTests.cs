using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;
using CqrsKit.Setup;
using CqrsKit.Tests.Consistency;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using NSubstitute;
using Xunit;

namespace CqrsKit.Tests.Setup;

public sealed class DurabilityTests : IDisposable
{
    private readonly Lines _lines = new();

    public void Dispose() => _lines.Dispose();

    [Fact]
    public async Task Every_store_is_named_once_with_what_its_acknowledgements_survive()
    {
        using var kit = Kit(kit => kit.UseInMemory().AddInMemoryViews("reports"));

        await kit.Root.StartCqrsKitAsync();
        await kit.Root.StartCqrsKitAsync();

        Assert.Equal(
            [
                (LogLevel.Information, "The write store is volatile: in this process's memory."),
                (LogLevel.Information, "The view store is volatile: in this process's memory."),
                (LogLevel.Information, "The view store 'reports' is volatile: in this process's memory."),
            ],
            Said()
        );
    }

    [Fact]
    public async Task A_demand_that_is_not_met_is_reported_together_with_all_other_faults()
    {
        using var kit = Kit(kit =>
            kit.UseInMemory()
                .AddEvent<Nameless>()
                .RequireDurability(Durability.ProcessSafe)
                .RequireDurability(Durability.PowerSafe)
        );

        var error = await Assert.ThrowsAsync<StartupException>(async () => await kit.Root.StartCqrsKitAsync());

        Assert.Equal(2, error.Faults.Count);
        Assert.Equal("The write store", error.Faults[1].Subject);
        Assert.Equal("is volatile (in this process's memory), and power-safe is required.", error.Faults[1].Problem);
        Assert.Contains("UseSqlite", error.Faults[1].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_demanded_of_the_write_store_is_not_demanded_of_views_and_the_other_way_round()
    {
        using var commands = Kit(kit =>
            Stores(kit, Durability.PowerSafe, Durability.Volatile).RequireDurability(Durability.PowerSafe)
        );
        await commands.Root.StartCqrsKitAsync();

        using var views = Kit(kit =>
            Stores(kit, Durability.Volatile, Durability.ProcessSafe).RequireViewDurability(Durability.PowerSafe)
        );
        var error = await Assert.ThrowsAsync<StartupException>(async () => await views.Root.StartCqrsKitAsync());

        var fault = Assert.Single(error.Faults);
        Assert.Equal("The view store", fault.Subject);
        Assert.Equal("is process-safe (a fake), and power-safe is required.", fault.Problem);
        Assert.Equal("Buy a real one.", fault.Remedy);
    }

    [Fact]
    public async Task A_store_that_does_not_say_is_refused_only_where_something_is_demanded()
    {
        using var free = Kit(kit => kit.Services.AddSingleton(Substitute.For<IWriteStore>()));
        await free.Root.StartCqrsKitAsync();
        Assert.Equal("The write store does not say what its acknowledgements survive.", Said().Single().Text);

        using var demanding = Kit(kit =>
            kit.RequireDurability(Durability.Volatile).Services.AddSingleton(Substitute.For<IWriteStore>())
        );
        var error = await Assert.ThrowsAsync<StartupException>(async () => await demanding.Root.StartCqrsKitAsync());

        Assert.Contains("IDurableStore", Assert.Single(error.Faults).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_could_not_be_opened_is_left_to_its_own_fault()
    {
        using var kit = Kit(kit => Stores(kit, null, null).RequireDurability(Durability.PowerSafe));

        await kit.Root.StartCqrsKitAsync();

        Assert.Empty(Said());
    }

    [Fact]
    public async Task A_store_that_a_later_module_opens_is_looked_at_when_it_is_open()
    {
        var services = new ServiceCollection();
        var store = Substitute.For<IWriteStore, IDurableStore>();
        var isOpen = false;
        ((IDurableStore)store)
            .DurabilityAsync(Arg.Any<CancellationToken>())
            .Returns(_ => isOpen ? new StoreDurability(Durability.ProcessSafe, "open", "Close it.") : null);
        services.AddCqrsKit(kit => kit.RequireDurability(Durability.PowerSafe));
        services.AddCqrsKit(kit =>
        {
            kit.Services.AddSingleton(store);
            kit.Services.AddSingleton<IStartupTask>(new Opening(() => isOpen = true));
        });
        await using var root = services.BuildServiceProvider(validateScopes: true);

        var error = await Assert.ThrowsAsync<StartupException>(async () => await root.StartCqrsKitAsync());

        Assert.Contains("process-safe", Assert.Single(error.Faults).Problem, StringComparison.Ordinal);
    }

    private TestKit Kit(Action<CqrsKitBuilder> configure) =>
        new(
            configure,
            services => services.AddSingleton<ILoggerFactory>(_lines).AddSingleton(typeof(ILogger<>), typeof(Logger<>))
        );

    private static CqrsKitBuilder Stores(CqrsKitBuilder kit, Durability? write, Durability? views)
    {
        kit.UseInMemory();
        kit.Services.Replace(ServiceDescriptor.Singleton(Fake<IWriteStore>(write)));
        kit.Services.Replace(ServiceDescriptor.Singleton(Fake<IViewStore>(views)));
        return kit;
    }

    private static TStore Fake<TStore>(Durability? durability)
        where TStore : class
    {
        var store = Substitute.For<TStore, IDurableStore>();
        ((IDurableStore)store)
            .DurabilityAsync(Arg.Any<CancellationToken>())
            .Returns(durability is { } word ? new StoreDurability(word, "a fake", "Buy a real one.") : null);
        return store;
    }

    private IEnumerable<(LogLevel Level, string Text)> Said() =>
        _lines.All.Where(line => line.Id is 101 or 102).Select(line => (line.Level, line.Text));

    private sealed record Nameless : IEvent;

    private sealed class Opening(Action open) : IStartupTask
    {
        public StartupPhase Phase => StartupPhase.Check;

        public ValueTask RunAsync(ICollection<StartupFault> faults, CancellationToken cancellationToken)
        {
            open();
            return default;
        }
    }
}
