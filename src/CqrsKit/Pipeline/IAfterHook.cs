using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Pipeline;

/// <summary>Runs after a message was handled successfully, and may replace the result.</summary>
public interface IAfterHook<in TMessage, TResult>
{
    /// <summary>Looks at the message and its result, and returns the result to go on with.</summary>
    ValueTask<TResult> AfterAsync(TMessage message, TResult result, CancellationToken cancellationToken);
}
