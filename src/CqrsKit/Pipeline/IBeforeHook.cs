using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Pipeline;

/// <summary>Runs before a message is handled; throws to refuse it. The simple way, where nothing has to be wrapped.</summary>
public interface IBeforeHook<in TMessage>
{
    /// <summary>Looks at the message.</summary>
    ValueTask BeforeAsync(TMessage message, CancellationToken cancellationToken);
}
