using System;
using System.Threading.Tasks;

namespace CqrsKit.Dispatch;

/// <summary>
/// Hands an instance that a generated factory made to the scope, which disposes it in its turn: after what was made later,
/// before what it was made from. Resolved from the scope right after the instance, and only where it is disposable.
/// </summary>
internal sealed class Owned : IDisposable, IAsyncDisposable
{
    private object? _instance;

    public void Take(object instance) => _instance = instance;

    public void Dispose()
    {
        if (_instance is IDisposable disposable)
            disposable.Dispose();
        else if (_instance is not null)
            throw new InvalidOperationException(
                $"{_instance.GetType()} is only IAsyncDisposable. Dispose the scope with DisposeAsync."
            );
    }

    public ValueTask DisposeAsync()
    {
        if (_instance is IAsyncDisposable disposable)
            return disposable.DisposeAsync();
        Dispose();
        return default;
    }
}
