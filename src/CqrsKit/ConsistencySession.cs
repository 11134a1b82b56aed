using System.Threading;

namespace CqrsKit;

/// <summary>
/// What one flow of work (a scope, a request, a user's session) has written and must therefore be able to read again.
/// Commands add to it by themselves; a query under the contract ReadYourWrites reads it.
/// </summary>
public sealed class ConsistencySession
{
    private readonly Lock _lock = new();
    private ConsistencyToken _token = ConsistencyToken.None;

    /// <summary>The merged token of everything that was collected.</summary>
    public ConsistencyToken Token
    {
        get
        {
            lock (_lock)
                return _token;
        }
    }

    /// <summary>Adds the demands of a token.</summary>
    public void Collect(ConsistencyToken token)
    {
        lock (_lock)
            _token = _token.Merge(token);
    }
}
