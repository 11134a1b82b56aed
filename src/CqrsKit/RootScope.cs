using System;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit;

/// <summary>
/// Tells the root container from its scopes, so that a dispatcher that was resolved from the root (by a singleton, a
/// console's main) opens a scope per call instead of keeping scoped handlers alive for the process's life (trap 36).
/// </summary>
internal sealed class RootScope(IServiceProvider root)
{
    /// <summary>Whether the provider is the root container.</summary>
    public bool Is(IServiceProvider provider)
    {
#if TRAP_36
        return false;
#else
        return ReferenceEquals(root, provider);
#endif
    }

    /// <summary>Opens a scope, with the message context given or a fresh one.</summary>
    public AsyncServiceScope Open(MessageContext? context)
    {
        var scope = root.CreateAsyncScope();
        if (context is not null)
        {
            var own = scope.ServiceProvider.GetRequiredService<MessageContext>();
            own.CopyFrom(context);
            own.IsInUnit = context.IsInUnit; // what runs in it is as much before the commit
        }

        return scope;
    }
}
