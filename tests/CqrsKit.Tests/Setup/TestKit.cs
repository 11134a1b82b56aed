using System;
using CqrsKit.Commands;
using CqrsKit.Queries;
using CqrsKit.Setup;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Tests.Setup;

/// <summary>A container with CqrsKit, as a test wants it; scopes are validated as in development.</summary>
internal sealed class TestKit : IDisposable
{
    private readonly ServiceProvider _root;
    private readonly IServiceScope _scope;

    public TestKit(Action<CqrsKitBuilder> configure, Action<IServiceCollection>? services = null)
    {
        var collection = new ServiceCollection();
        services?.Invoke(collection);
        collection.AddCqrsKit(configure);
        _root = collection.BuildServiceProvider(
            new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = false }
        );
        _scope = _root.CreateScope();
    }

    public IServiceProvider Root => _root;
    public IServiceProvider Scope => _scope.ServiceProvider;
    public ICommandDispatcher Commands => Scope.GetRequiredService<ICommandDispatcher>();
    public IQueryDispatcher Queries => Scope.GetRequiredService<IQueryDispatcher>();

    public void Dispose()
    {
        _scope.Dispose();
        _root.Dispose();
    }
}
