using System;
using System.Threading;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Dispatch;

/// <summary>Where the instances of a handler, behavior or hook come from, linked once for each container.</summary>
internal sealed class Part<T>
    where T : class
{
    private readonly Lock _lock = new();
    private readonly IServiceProvider _root;
    private readonly Func<IServiceProvider, T>? _create;
    private readonly bool _mayBeDisposable =
        !typeof(T).IsSealed
        || typeof(T).IsAssignableTo(typeof(IDisposable))
        || typeof(T).IsAssignableTo(typeof(IAsyncDisposable));
    private T? _only;

    /// <param name="lifetime">How long an instance lives.</param>
    /// <param name="root">The container.</param>
    /// <param name="create">Makes an instance; null where the container does.</param>
    public Part(HandlerLifetime lifetime, IServiceProvider root, Func<IServiceProvider, T>? create)
    {
        Lifetime = lifetime;
        _root = root;
        _create = create;
    }

    private Part(T only)
        : this(HandlerLifetime.Singleton, root: null!, create: null) => _only = only;

    /// <summary>How long an instance lives.</summary>
    public HandlerLifetime Lifetime { get; }

    /// <summary>A part that is always this instance.</summary>
    public static Part<T> Fixed(T instance) => new(instance);

    /// <summary>The instance to use in a scope; a dependency's own error comes through as itself (trap 37).</summary>
    public T Get(IServiceProvider scope) => _only ?? Find(scope);

    /// <summary>A new instance, which the scope disposes.</summary>
    internal T Make(IServiceProvider scope)
    {
        var made = _create!(scope);
        if (_mayBeDisposable && made is IDisposable or IAsyncDisposable)
            scope.GetRequiredService<Owned>().Take(made);
        return made;
    }

    private T Find(IServiceProvider scope)
    {
#if TRAP_37
        try
        {
            return FindIn(scope);
        }
        catch (Exception)
        {
            throw new HandlerNotFoundException(typeof(T));
        }
#else
        return FindIn(scope);
#endif
    }

    private T FindIn(IServiceProvider scope) =>
        Lifetime switch
        {
            HandlerLifetime.Singleton => Only(),
            _ when _create is null => scope.GetRequiredService<T>(),
            HandlerLifetime.Scoped => scope.GetRequiredService<ScopeParts>().Get(this, scope),
            _ => Make(scope),
        };

    private T Only()
    {
        if (_create is null)
            return _only = _root.GetRequiredService<T>();
        lock (_lock)
            return _only ??= Make(_root);
    }
}
