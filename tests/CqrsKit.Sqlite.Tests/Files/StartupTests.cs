using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Sqlite.Tests.Files;

public sealed class StartupTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task The_file_is_created_and_closed_with_the_container()
    {
        var (provider, faults) = await Start(kit => kit.UseSqlite(_scratch.Path));
        Assert.Empty(faults);
        Assert.Same(provider.GetRequiredService<IWriteStore>(), provider.GetRequiredService<IRelationalWriteStore>());
        await provider.GetRequiredService<IWriteStore>().CommitAsync([Some.Unit("a")]);
        await provider.DisposeAsync();
        Assert.Equal(["store.db"], Directory.GetFiles(_scratch.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Views_may_have_files_of_their_own()
    {
        var views = Path.Combine(_scratch.Folder, "views.db");
        var more = Path.Combine(_scratch.Folder, "more.db");
        var (provider, faults) = await Start(kit =>
            kit.UseSqlite(_scratch.Path, options => options.ViewsPath = views).AddSqliteViews("more", more)
        );
        Assert.Empty(faults);
        Assert.True(File.Exists(views));
        Assert.True(File.Exists(more));
        Assert.NotSame(provider.GetRequiredService<IViewStore>(), provider.GetRequiredKeyedService<IViewStore>("more"));
        await provider.DisposeAsync();
    }

    [Fact]
    public async Task All_that_is_wrong_with_the_files_is_reported_together()
    {
        var noDatabase = Path.Combine(_scratch.Folder, "letter.txt");
        await File.WriteAllTextAsync(noDatabase, string.Concat(Enumerable.Repeat("Dear Sir or Madam, ", 100)));
        var (_, faults) = await Start(kit =>
            kit.UseSqlite(_scratch.Folder)
                .AddSqliteViews("text", noDatabase)
                .AddSqliteViews("nowhere", Path.Combine(_scratch.Folder, "no", "such", "folder.db"))
                .AddSqliteViews("below a file", Path.Combine(noDatabase, "x.db"))
                .AddSqliteViews("kernel", "/proc/store.db")
                .AddSqliteViews("memory", ":memory:")
                .AddSqliteViews("zero", "a\0b")
        );

        Assert.Equal(7, faults.Count);
        Assert.Contains("it is a directory.", faults[0].Problem, StringComparison.Ordinal);
        Assert.Contains("not a SQLite database", faults[1].Problem, StringComparison.Ordinal);
        Assert.Contains("does not exist", faults[2].Problem, StringComparison.Ordinal);
        Assert.Contains("does not exist", faults[3].Problem, StringComparison.Ordinal);
        Assert.All(faults, fault => Assert.NotEmpty(fault.Remedy));
        Assert.Contains(_scratch.Folder, faults[0].Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_may_be_registered_twice_and_is_opened_once()
    {
        var (provider, faults) = await Start(kit => kit.UseSqlite(_scratch.Path).AddSqliteViews("same", _scratch.Path));
        Assert.Empty(faults);
        var head = await provider.GetRequiredService<IWriteStore>().Log.HeadAsync(default);
        var made = await provider
            .GetRequiredKeyedService<IViewStore>("same")
            .CreateGenerationAsync(new NewGeneration("v", 1, ViewMode.Async, head.LogId), default);
        var seen = await provider.GetRequiredService<IViewStore>().GenerationsAsync("v", default);
        Assert.Equal([made], seen);
        await provider.DisposeAsync();
    }

    [Fact]
    public async Task An_inline_view_apart_from_the_write_store_is_reported()
    {
        var (provider, faults) = await Start(kit =>
        {
            kit.UseSqlite(_scratch.Path).AddSqliteViews("more", Path.Combine(_scratch.Folder, "more.db"));
            kit.Services.AddSingleton(
                new ViewRegistration(new Nothing("apart"), new ViewOptions().Inline().In("more"))
            );
            kit.Services.AddSingleton(new ViewRegistration(new Nothing("near"), new ViewOptions().Inline()));
            kit.Services.AddSingleton(new ViewRegistration(new Nothing("async"), new ViewOptions().Async().In("more")));
        });
        Assert.Equal(["View 'apart'"], faults.Select(fault => fault.Subject));
        await provider.DisposeAsync();
    }

    private sealed class Nothing(string name) : Projection<string>(name);

    private static async Task<(ServiceProvider Provider, List<StartupFault> Faults)> Start(
        Action<CqrsKitBuilder> configure
    )
    {
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(IdSource.Random(TimeProvider.System));
        services.AddSingleton(new Waiting(TimeProvider.System));
        configure(new CqrsKitBuilder(services));
        var provider = services.BuildServiceProvider();
        var faults = new List<StartupFault>();
        foreach (var task in provider.GetServices<IStartupTask>())
            await task.RunAsync(faults, default);
        return (provider, faults);
    }
}
