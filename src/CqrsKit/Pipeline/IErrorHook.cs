using System;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Pipeline;

/// <summary>Sees the exception with which the handling of a message ended; the exception goes on unchanged.</summary>
public interface IErrorHook<in TMessage>
{
    /// <summary>Looks at the message and the exception.</summary>
    ValueTask OnErrorAsync(TMessage message, Exception exception, CancellationToken cancellationToken);
}
