using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Writing;

/// <summary>
/// Loads the states that a command decides by, for the tenant of the message context. Inject it into a command handler;
/// what is appended to what it loads is committed when the handler returns.
/// </summary>
public interface IRepository<TState>
    where TState : class
{
    /// <summary>
    /// Loads a state with its version. What is there or not, an append to it is a conflict if somebody else appends first.
    /// Loaded twice in one unit, it is the same object.
    /// </summary>
    ValueTask<Tracked<TState>> LoadAsync(string key, CancellationToken cancellationToken);
}
