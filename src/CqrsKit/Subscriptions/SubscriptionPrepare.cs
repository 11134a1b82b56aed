using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Subscriptions;

/// <summary>Before the first message: decides where new subscriptions begin, so that they see every command's events.</summary>
internal sealed class SubscriptionPrepare(SubscriptionTable subscriptions) : IStartupTask
{
    public StartupPhase Phase => StartupPhase.Prepare;

    public async ValueTask RunAsync(ICollection<StartupFault> faults, CancellationToken cancellationToken)
    {
        foreach (var subscription in subscriptions.All)
            await subscription.PrepareAsync(cancellationToken).ConfigureAwait(false);
    }
}
