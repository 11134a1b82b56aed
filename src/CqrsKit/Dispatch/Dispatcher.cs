using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Dispatch;

/// <summary>
/// What the library's dispatchers have in common: the scope that they were resolved from, and the calls that are bound to
/// instances of the container or of that scope. A call that is not bound yet takes the linked path, which may bind it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Dispatcher
{
    private readonly Dispatched _dispatched;
    private Delegate?[] _calls;
    private Delegate?[] _scopeCalls = ScopeCalls.Cold;

    private protected Dispatcher(IServiceProvider provider, Dispatched dispatched)
    {
        Provider = provider;
        _dispatched = dispatched;
        _calls = IsStarted ? dispatched.Calls.Calls : [];
    }

    /// <summary>The scope that the dispatcher was resolved from.</summary>
    internal IServiceProvider Provider { get; }

    /// <summary>Whether that is the container itself, and each call gets a scope.</summary>
    internal bool IsRoot => _dispatched.Root.Is(Provider);

    internal bool IsStarted => _dispatched.Startup.IsDone;

    internal Startup Startup => _dispatched.Startup;

    /// <summary>
    /// A bound call, or null. The type says whether it is the slot's own: slots of a scope share places. A generated call
    /// site calls it in its own code, so that the runtime's profile tells it from other call sites, and may inline it there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TCall? Find<TCall>()
        where TCall : Delegate
    {
        var slot = Slot<TCall>.Index;
        var calls = _calls;
        if ((uint)slot < (uint)calls.Length && calls[slot] is TCall call)
            return call;
        var scopeCalls = _scopeCalls;
        var place = slot & (scopeCalls.Length - 1);
        return (uint)place < (uint)scopeCalls.Length ? scopeCalls[place] as TCall : null;
    }

    /// <summary>Whether a call of that reach may be bound to the instances of <see cref="Provider"/>, and kept.</summary>
    internal bool MayKeep(Reach reach)
    {
        if (reach != Reach.Scope || IsRoot)
            return reach == Reach.Container; // singletons see no scope, so that the root may call them without one
        if (_scopeCalls != ScopeCalls.Cold)
            return true;
        _scopeCalls = ScopeCalls.Warm; // binding pays from a scope's second call on; many scopes send just one
        return false;
    }

    /// <summary>The call that is bound already, for a call site that does not know the message's type.</summary>
    internal TCall? Kept<TCall>(Reach reach)
        where TCall : Delegate => reach == Reach.Call ? null : Find<TCall>();

    /// <summary>
    /// Binds a call to the instances of <see cref="Provider"/> and keeps it as long as its reach. Null where one of them
    /// cannot be made: the linked path makes it in its turn, so that what surrounds it sees the error there.
    /// </summary>
    internal TCall? TryKeep<TCall>(Reach reach, Func<IServiceProvider, TCall> bind)
        where TCall : Delegate
    {
        TCall call;
        try
        {
            call = bind(Provider);
        }
#pragma warning disable CA1031 // thrown again by the linked path
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }

        Keep(reach, call);
        return call;
    }

    private void Keep<TCall>(Reach reach, TCall call)
        where TCall : Delegate
    {
        if (reach == Reach.Container)
        {
            _dispatched.Calls.Keep(Slot<TCall>.Index, call);
            _calls = _dispatched.Calls.Calls;
        }
        else
        {
            _scopeCalls = Provider.GetRequiredService<ScopeCalls>().Keep(Slot<TCall>.Index, call);
        }
    }
}
